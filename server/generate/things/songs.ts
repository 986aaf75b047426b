import { between, draw, pick } from '../hash.ts';
import type { Facts } from './facts.ts';

/** A recording with what belongs to it: facts that anybody can look up. */
export interface Song {
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  readonly year: number;
  readonly seconds: number;
  readonly genre: string;
  readonly bpm: number;
}

// prettier-ignore
const SONGS: readonly Song[] = ([
  ['Dreams', 'Fleetwood Mac', 'Rumours', 1977, 257, 'Rock', 120],
  ['Go Your Own Way', 'Fleetwood Mac', 'Rumours', 1977, 218, 'Rock', 136],
  ['Billie Jean', 'Michael Jackson', 'Thriller', 1982, 294, 'Pop', 117],
  ['Superstition', 'Stevie Wonder', 'Talking Book', 1972, 266, 'Soul', 101],
  ['Here Comes the Sun', 'The Beatles', 'Abbey Road', 1969, 185, 'Rock', 129],
  ['Come Together', 'The Beatles', 'Abbey Road', 1969, 259, 'Rock', 82],
  ['So What', 'Miles Davis', 'Kind of Blue', 1959, 545, 'Jazz', 136],
  ['Blue in Green', 'Miles Davis', 'Kind of Blue', 1959, 337, 'Jazz', 61],
  ['Take Five', 'The Dave Brubeck Quartet', 'Time Out', 1959, 324, 'Jazz', 174],
  ['Purple Rain', 'Prince', 'Purple Rain', 1984, 521, 'Pop', 113],
  ['Running Up That Hill', 'Kate Bush', 'Hounds of Love', 1985, 298, 'Pop', 108],
  ['Smells Like Teen Spirit', 'Nirvana', 'Nevermind', 1991, 301, 'Grunge', 117],
  ['Come as You Are', 'Nirvana', 'Nevermind', 1991, 219, 'Grunge', 120],
  ['Karma Police', 'Radiohead', 'OK Computer', 1997, 264, 'Alternative', 75],
  ['No Surprises', 'Radiohead', 'OK Computer', 1997, 229, 'Alternative', 76],
  ['Teardrop', 'Massive Attack', 'Mezzanine', 1998, 330, 'Trip Hop', 77],
  ['One More Time', 'Daft Punk', 'Discovery', 2001, 320, 'Electronic', 123],
  ['Harder, Better, Faster, Stronger', 'Daft Punk', 'Discovery', 2001, 224, 'Electronic', 123],
  ['Clocks', 'Coldplay', 'A Rush of Blood to the Head', 2002, 307, 'Alternative', 131],
  ['The Scientist', 'Coldplay', 'A Rush of Blood to the Head', 2002, 309, 'Alternative', 73],
  ['Rolling in the Deep', 'Adele', '21', 2011, 228, 'Soul', 105],
  ['Someone Like You', 'Adele', '21', 2011, 285, 'Soul', 68],
  ['Midnight City', 'M83', 'Hurry Up, We’re Dreaming', 2011, 244, 'Electronic', 105],
  ['Royals', 'Lorde', 'Pure Heroine', 2013, 190, 'Pop', 85],
  ['Back to Black', 'Amy Winehouse', 'Back to Black', 2006, 241, 'Soul', 123],
  ['No Woman, No Cry', 'Bob Marley & The Wailers', 'Natty Dread', 1974, 226, 'Reggae', 97],
  ['Heroes', 'David Bowie', '“Heroes”', 1977, 371, 'Rock', 112],
  ['Blue Monday', 'New Order', 'Power, Corruption & Lies', 1983, 449, 'Electronic', 130],
  ['This Must Be the Place', 'Talking Heads', 'Speaking in Tongues', 1983, 296, 'New Wave', 116],
  ['Wuthering Heights', 'Kate Bush', 'The Kick Inside', 1978, 270, 'Pop', 126],
] as const).map(([title, artist, album, year, seconds, genre, bpm]) => ({ title, artist, album, year, seconds, genre, bpm }));

export const songOf = (s: number): Song => pick(SONGS, draw(s, 71));

/** Country, registrant, year, number: well-formed, in a range that nobody owns. */
const isrcOf = (s: number): string =>
  `QZZZZ${String(songOf(s).year).slice(2)}${String(between(draw(s, 72), 10_000, 99_999))}`;

const PLAYLISTS = [
  'Morning Coffee',
  'Deep Focus',
  'Sunday Soul',
  'Road Trip',
  'Late Night Jazz',
  'Kitchen Dancing',
  'Rainy Day',
  'Run 10K',
];
const PLAYLIST_ABOUT = [
  'For the first cup of the day.',
  'No lyrics, no distractions.',
  'Slow and warm.',
  'Windows down, volume up.',
  'Made for two and a bottle of red.',
];

export const playlistOf = (s: number): string => pick(PLAYLISTS, draw(s, 73));

export const MUSIC: readonly Facts[] = [
  {
    about: ['song'],
    text: [
      ['title', '(song |track )?(title|name)|display name', (s) => songOf(s).title],
      [
        'artist',
        '(primary |main |lead )?(artist|band|performer|singer|musician)( name)?|performed by',
        (s) => songOf(s).artist,
      ],
      ['composer', '(composer|songwriter|writer|lyricist)( name)?', (s) => songOf(s).artist],
      ['album artist', 'album artist', (s) => songOf(s).artist],
      ['album', '(album|release|record)( title| name)?', (s) => songOf(s).album],
      ['genre', '(primary |music )?genre|style', (s) => songOf(s).genre],
      ['isrc', 'isrc( code)?', (s) => isrcOf(s)],
      [
        'key',
        '(musical |song )?key( signature)?',
        (s) => pick(['A minor', 'C major', 'D major', 'E minor', 'F♯ minor', 'G major'], draw(s, 74)),
      ],
      ['mood', 'mood', (s) => pick(['calm', 'happy', 'melancholic', 'energetic', 'dreamy'], draw(s, 75))],
      [
        'label',
        '(record )?label|publisher',
        (s) => pick(['Lighthouse Records', 'North Pier Music', 'Blue Door Recordings', 'Tin Roof Sound'], draw(s, 76)),
      ],
    ],
    numbers: [
      [
        'seconds',
        '(track |song )?(duration|length|runtime)( seconds| secs| sec| s)?|seconds',
        (s) => songOf(s).seconds,
      ],
      ['milliseconds', '(duration|length|runtime) (ms|millis|milliseconds)', (s) => songOf(s).seconds * 1000],
      ['year', '(release |released |publication )?year', (s) => songOf(s).year],
      ['tempo', 'bpm|tempo|beats per minute', (s) => songOf(s).bpm],
      ['track number', 'track (number|no|position)|(track|position)', (s) => between(draw(s, 77), 1, 11)],
      ['disc number', 'dis[ck]( number| no)?', () => 1],
      ['bit rate', 'bit ?rate( kbps)?', (_s, a) => pick([128, 192, 256, 320], a)],
      ['sample rate', 'sample rate( hz)?', (_s, a) => pick([44_100, 48_000], a)],
      ['plays', '(play|stream|listen)s?( count)?', (_s, a) => between(a, 12_000, 4_800_000)],
      ['popularity', 'popularity', (_s, a) => between(a, 40, 96)],
    ],
    lists: [
      [
        'artists',
        '(artist|performer|featured artist|composer|songwriter|writer|lyricist)( name)?',
        (s) => [songOf(s).artist],
      ],
      ['genres', '(genre|style)', (s) => [songOf(s).genre]],
    ],
  },
  {
    about: ['album'],
    text: [
      ['title', '(album )?(title|name)|display name', (s) => songOf(s).album],
      ['artist', '(album |primary |main )?(artist|band|performer)( name)?', (s) => songOf(s).artist],
      ['genre', '(primary |music )?genre', (s) => songOf(s).genre],
      ['upc', 'upc|barcode', (s) => `0${String(between(draw(s, 78), 10_000, 99_999)).repeat(2)}5`],
      [
        'label',
        '(record )?label|publisher',
        (s) => pick(['Lighthouse Records', 'North Pier Music', 'Blue Door Recordings'], draw(s, 76)),
      ],
    ],
    numbers: [
      ['year', '(release |released |publication )?year', (s) => songOf(s).year],
      ['tracks', '(track|song)s?( count)?|total tracks|number of tracks', (s) => between(draw(s, 79), 9, 14)],
    ],
  },
  {
    about: ['artist'],
    text: [
      ['name', '(artist |stage |display |band )?name', (s) => songOf(s).artist],
      ['genre', '(primary |music )?genre', (s) => songOf(s).genre],
    ],
    lists: [['genres', '(genre|style)', (s) => [songOf(s).genre]]],
    numbers: [['listeners', '(monthly )?(listener|follower)s?( count)?', (_s, a) => between(a, 48_000, 9_400_000)]],
  },
  {
    about: ['playlist'],
    text: [
      ['title', '(playlist )?(title|name)|display name', (s) => playlistOf(s)],
      ['about', 'description|summary|about', (s) => pick(PLAYLIST_ABOUT, draw(s, 74))],
    ],
  },
];
