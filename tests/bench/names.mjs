/** The contenders, as tables name them. */

export const OURS = 'seedance-request';
export const PEERS = ['hand', 'typebox', 'ajv-standalone', 'ajv', 'arktype', 'valibot', 'zod', 'zod-mini'];

export const TITLES = {
  [OURS]: '**seedance-request**',
  [`${OURS}-text`]: '**seedance-request**, string',
  [`${OURS}-bytes`]: '**seedance-request**, bytes',
  nothing: 'A module that checks nothing',
  parse: 'JSON.parse alone',
  hand: 'JavaScript by hand',
  typebox: 'TypeBox compiled + function',
  'ajv-standalone': 'Ajv standalone + function',
  ajv: 'Ajv at run time + keyword',
  arktype: 'ArkType + function',
  valibot: 'Valibot',
  zod: 'zod 4',
  'zod-mini': 'zod/mini',
};
