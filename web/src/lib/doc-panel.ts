/** A line of code and prose below it, for the completion list and the hover. Text only: no HTML is ever read. */
export function docPanel(title: string, doc: string, className = ''): HTMLElement {
  const panel = document.createElement('div');
  panel.className = className;
  const head = document.createElement('div');
  head.className = 'mono';
  head.textContent = title;
  panel.append(head);
  for (const line of doc.split(/\n{2,}|\n(?=One of|Required)/).filter(Boolean)) {
    const paragraph = document.createElement('p');
    paragraph.append(codeText(line));
    panel.append(paragraph);
  }
  return panel;
}

/** Words between backticks become code. */
export function codeText(text: string): DocumentFragment {
  const out = document.createDocumentFragment();
  for (const [index, part] of text.split('`').entries()) {
    if (index % 2 === 0) {
      out.append(part);
      continue;
    }
    const code = document.createElement('code');
    code.textContent = part;
    out.append(code);
  }
  return out;
}
