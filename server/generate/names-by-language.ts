/** First and last names by the language of a place, or by its country where that says more. */
// prettier-ignore
export const NAMES_OF: Readonly<Record<string, readonly [first: string, last: string]>> = {
  de: ['Anna Clara David Elias Emil Emma Felix Finn Hannah Jana Jonas Lea Leo Lina Lukas Mia Nina Paul Selma Simon Theo Thomas', 'Bauer Becker Berg Fischer Gruber Hoffmann Keller Klein Meier Schmidt Schneider Wagner Weber'],
  fr: ['Alice Camille Chloe Clara Hugo Ines Lea Louis Lucia Nina Paul Simon Theo Thomas Victor Zoe', 'Dubois Fontaine Laurent Martin Moreau'],
  en: ['Ada Alice Ben Clara Daniel David Emma Felix Grace Hannah Jack James Laura Maya Noah Nora Oliver Paul Sam Sara Simon Sofia Thomas Victor Zoe', 'Brown Carter Clark Davies Evans Green Hill Hughes Johnson Jones Martin Murphy Roberts Smith Taylor Walker Williams Wilson Wood'],
  es: ['Alba Ana Carlos Diego Elena Ines Lucia Maria Mateo Pedro Rafael Rosa Sara Tomas Victor', 'Castro Diaz Fernandez Garcia Gomez Lopez Molina Reyes Torres Vasquez'],
  pt: ['Ana Carlos Diego Ines Maria Pedro Rafael Rosa Sara Tomas', 'Almeida Castro Costa Pereira Silva Sousa'],
  it: ['Anna Chiara Elena Emma Leo Marco Maria Nina Paul Rosa Sara Sofia Simon', 'Bianchi Costa Marino Moretti Ricci Rossi'],
  sv: ['Alba Anders Anna Elias Emil Erik Freya Hugo Ingrid Lars Maja Nora Olga Selma Theo', 'Berg Dahl Eriksson Lindqvist Svensson'],
  no: ['Anders Anna Emil Emma Erik Freya Ingrid Jonas Lars Maja Nora', 'Andersen Berg Dahl Hansen Larsen Olsen'],
  da: ['Anders Anna Clara Emil Emma Erik Freya Ingrid Lars Maja Noah', 'Andersen Dahl Hansen Larsen Nielsen'],
  nl: ['Anna Emma Felix Finn Hugo Kai Lars Lina Milan Nina Noah Nora Sara Simon', 'Berg Jansen Klein Martin'],
  pl: ['Anna Emil Jakub Jana Kai Lena Maja Nadia Nina Olga Victor', 'Kowalski Novak'],
  cs: ['Anna Elias Jakub Jana Nina Olga Simon Tomas Victor', 'Novak Petrov'],
  ja: ['Akira Hana Jun Kai Mei Mina Yuki', 'Ito Nakamura Sato Suzuki Takahashi Tanaka Yamamoto'],
  ko: ['Hana Jun Mina Yuna', 'Kim Lee Park'],
  IN: ['Amir Leila Maya Nina Priya Ravi Tara Uma', 'Khan Kumar Mehta Patel Singh'],
  KE: ['Amara Daniel David Grace James Kofi Maria Wanjiru', 'Kamau Okoye'],
  ZA: ['Amara Daniel Grace James Laura Kofi Oliver', 'Mbeki Ncube Williams Smith'],
  SG: ['Grace James Jun Kai Mei Mina Ravi Priya', 'Chen Lee Nguyen Wang Zhang Kumar'],
};

const BY_LAST = new Map<string, ReadonlySet<string>>();
for (const [spoken, [, lasts]] of Object.entries(NAMES_OF))
  for (const last of lasts.toLowerCase().split(' ')) BY_LAST.set(last, new Set([...(BY_LAST.get(last) ?? []), spoken]));

/** Languages and countries in which the last word is a family name; undefined where it is none that is known. */
export const spokenByName = (words: string): ReadonlySet<string> | undefined =>
  BY_LAST.get(words.slice(words.lastIndexOf(' ') + 1));
