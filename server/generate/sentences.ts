/** Written by hand: lorem ipsum is not what a person believes. */
export const CHAT = [
  'Morning! Did everyone see the new designs?',
  'I can take a look after lunch.',
  'Sounds good to me.',
  'The build is green again.',
  'Could you send me the link once more?',
  'Running five minutes late, start without me.',
  'That fixed it, thank you!',
  'Let’s move the call to Thursday.',
  'I left two comments, nothing that blocks.',
  'Who is on support this week?',
  'Done. It is live in ten minutes.',
  'Good question. I will ask and get back to you.',
  'The customer is happy with the new version.',
  'Can we keep the old export for one more release?',
  'Coffee at three?',
  'I reproduced it on my machine.',
  'Please leave the parcel with the neighbours.',
  'We are out of stock until Monday.',
  'Nice work on the release notes!',
  'Ship it.',
] as const;

export const SENTENCES = [
  'A first version that covers the common cases.',
  'Prepared for the quarterly review.',
  'Everything that a new member needs to know.',
  'Moved here from the old system in spring.',
  'Checked by hand and ready to use.',
  'Used by the support team every day.',
  'Collects the results of the last three months.',
  'A short overview with links to the details.',
  'Kept for reference; see the latest edition for changes.',
  'Shared with partners under the usual terms.',
  'Written for people who have ten minutes.',
  'Covers planning, delivery and follow-up.',
] as const;

export const REVIEWS = [
  'Exactly what I was looking for. Arrived a day early.',
  'Good quality for the price, though the box was dented.',
  'Using it every day for a month now, no complaints.',
  'Smaller than I expected, but it does the job.',
  'Bought a second one as a gift.',
  'The colour is a little darker than in the picture.',
  'Friendly service and a quick refund.',
] as const;

export const TITLES = [
  'What we learned in the first year',
  'A practical guide to getting started',
  'Plan the autumn release',
  'Five habits of calm teams',
  'Why small steps win',
  'Fix the flaky checkout test',
  'How we cut loading time in half',
  'Notes from the field',
  'Update the onboarding guide',
  'The road to version two',
  'Ask for feedback early',
  'Prepare the customer workshop',
] as const;

export const NOTES = [
  'Please ring twice.',
  'Leave it with the neighbours if nobody is in.',
  'It is a gift: no invoice in the box, please.',
  'Call before you come.',
  'Back entrance, second floor.',
] as const;

export const TOPICS = [
  'Everything that concerns everybody',
  'Plans for the next release',
  'Questions, answers and good tips',
  'What broke, and how it was mended',
  'Pictures of lunch',
] as const;

export const LOG_LINES = [
  'GET /v1/orders 200 in 41 ms',
  'POST /v1/payments 502 in 3004 ms: upstream timed out',
  'Connected to the database, pool of 20',
  'Retry 2 of 5 in 400 ms: connection refused',
  'Cache miss for key catalog:featured',
  'Job send-invoices finished: 318 sent, 0 failed',
] as const;

export const ALERT_RULES = [
  'cpu_usage_percent > 90',
  'disk_used_percent{node="node-3"} > 90',
  'rate(http_requests_total{code=~"5.."}[5m]) > 0.05',
  'certificate_expires_in_days < 14',
  'up == 0',
  'request_duration_seconds{quantile="0.95"} > 0.8',
] as const;

export const REFUSALS = [
  'Not enough funds.',
  'The limit is exceeded.',
  'Information is missing.',
  'It came in twice.',
  'It does not meet the requirements.',
] as const;

export const ALERTS = [
  'CPU above 90 % for five minutes',
  'Disk on node-3 is 92 % full',
  'Value is back in its normal range',
  'The certificate expires in 14 days',
  'No data received for ten minutes',
  'Response time above 800 ms',
] as const;

export const ALT_TEXTS = [
  'The product on a wooden table, seen from above',
  'Side view on a white background',
  'A hand holding it, for scale',
  'In use in a bright kitchen',
] as const;

export const QUESTIONS = [
  'How do I reset my password?',
  'When does my order arrive?',
  'Can I change the delivery address?',
  'Which plan fits a team of ten?',
  'Is there a discount for students?',
] as const;

export const REASONS = [
  'requested by customer',
  'payment confirmed',
  'stock replenished',
  'scheduled maintenance',
  'duplicate entry',
  'price adjustment',
] as const;

export const BIOS = [
  'Builds things, breaks things, writes about both.',
  'Grew up by the sea, works in the mountains.',
  'Ten years in logistics, still fond of maps.',
  'Runs in the morning, reads at night.',
  'Designer by training, engineer by accident.',
  'Collects old radios and new friends.',
] as const;

export const GREETINGS = ['Hello, %!', 'Hi %, nice to see you.', 'Welcome, %!', 'Good morning, %!'] as const;

/** By language code; `%` is the name. */
export const GREETINGS_BY_LANGUAGE: readonly (readonly [string, string])[] = [
  ['en', 'Hello, %!'],
  ['de', 'Hallo, %!'],
  ['fr', 'Bonjour, % !'],
  ['es', '¡Hola, %!'],
  ['nl', 'Dag, %!'],
  ['it', 'Ciao, %!'],
  ['pt-BR', 'Olá, %!'],
  ['sv', 'Hej, %!'],
  ['ja', 'こんにちは、%さん'],
];

export const USER_AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36',
  'grpc-node-js/1.14.0',
  'okhttp/5.1.0',
] as const;
