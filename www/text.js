/** The page's own words in each language. What the API's fields, options and issues are called is in the package's catalogs. */

import english from 'seedance-request/locales/en';
import chinese from 'seedance-request/locales/zh-CN';
import { sendTexts } from './send-text.js';

/** The catalog of each language, and what its speakers call it. */
export const catalogs = { en: english, 'zh-CN': chinese };
export const languages = { en: 'English', 'zh-CN': '简体中文' };

/** The language of the page's reader. */
export function preferred(languages = navigator.languages) {
  return languages.some((tag) => /^en\b/i.test(tag)) || !languages.some((tag) => /^zh\b/i.test(tag)) ? 'en' : 'zh-CN';
}

const count = (n, one, many) => `${n} ${n === 1 ? one : many}`;
const listed = (parts, separator) => parts.filter(Boolean).join(separator);

const en = {
  title: 'Seedance 2 request checker',
  tagline: 'Check, repair and build a request before it costs anything.',
  privacy: 'It is checked in this tab. Nothing is sent until you press Send.',
  edition: 'Edition',
  language: 'Language',
  editorTitle: 'Request',
  editorLabel: 'The request as JSON',
  editorHint: 'Paste or edit. Issues appear as you type.',
  format: 'Format',
  startFrom: 'Start from',
  pageExample: 'The documented example',
  startWith: (model) => `A text prompt for ${model}`,
  samplePrompt: 'A paper boat drifts down a rainy street, the camera follows close behind, warm evening light.',
  keyNotice: 'This text seems to hold an API key. It is not kept for a reload; better take the key out.',
  severities: { error: 'Error', warning: 'Warning', advice: 'Advice' },
  colon: ': ',
  verdict(report) {
    if (!report) return 'Not checked';
    if (!report.valid) return count(report.errors.length, 'error', 'errors');
    return report.issues.length ? 'Valid, with remarks' : 'Valid';
  },
  detail(report) {
    const rest = listed([
      report.warnings.length && count(report.warnings.length, 'warning', 'warnings'),
      report.advice.length && count(report.advice.length, 'piece of advice', 'pieces of advice'),
    ], ' and ');
    if (!report.valid) return `${rest ? `Plus ${rest}. ` : ''}Not ready to send.`;
    return rest ? `Nothing stands in the way. ${rest[0].toUpperCase()}${rest.slice(1)}.` : `No issue under edition ${report.edition}.`;
  },
  trouble: (error) => error?.code === 'WASM_UNAVAILABLE'
    ? 'WebAssembly is not available in this browser, so the request cannot be checked here.'
    : `The checker could not read this: ${error?.message ?? error}`,
  fixAll: 'Apply all fixes',
  fix: 'Fix',
  nothingFixed: 'No fix helps any more.',
  more: (n) => `Show ${count(n, 'more issue', 'more issues')}`,
  jump: 'Go to this place in the text',
  position: ({ line, column }) => `Line ${line}, column ${column}`,
  source: ({ edition, section }) => `${edition} · ${section}`,
  views: 'View',
  form: 'Form',
  formNotice: 'The text is not a JSON object, so there is nothing to show as a form yet. Correct it under JSON.',
  formProblem: 'There is a problem',
  formPrefix: 'Error: ',
  moreFields: 'More fields',
  submit: 'Check and build',
  unset: 'Not set',
  preset: (value) => `Default (${value})`,
  or: (text) => `, ${text}`,
  add: (label) => `Add ${label.toLowerCase()}`,
  remove: 'Remove',
  role: 'role',
  offer: (model) => `${model} does not take all of this. These changes would make it fit:`,
  offered: ({ path, kind, from, to }) => kind === 'dropped' ? `${path.join('.')}: left out` : `${path.join('.')}: ${from === undefined ? 'nothing' : JSON.stringify(from)} → ${JSON.stringify(to)}`,
  offerApply: 'Make these changes',
  offerLeave: 'Leave it to me',
  outputsTitle: 'Ready to send',
  kinds: 'Output',
  json: 'JSON',
  curl: 'curl',
  copy: { json: 'Copy JSON', curl: 'Copy command' },
  copied: 'Copied',
  selected: 'Selected: press Ctrl+C or ⌘C',
  keyHint: 'The command reads your key from the environment. It is never part of this page.',
  blocked: (report) => report ? 'The JSON and the command appear here once nothing stands in the way:' : 'There is nothing to send yet.',
  changesTitle: 'Changed while building',
  change: ({ path, kind, reason }) => `${path.join('.')} ${{ converted: 'was converted', dropped: 'was left out', set: 'was set' }[kind]}: ${reason}`,
  capabilitiesTitle: 'What each model takes',
  capabilitiesHint: (edition) => `As documented in edition ${edition}.`,
  capability: 'Capability',
  positions: {},
  no: 'No',
  atMost: (n) => `up to ${n}`,
  depends: 'depends on the channel',
  seconds: (min, max) => `${min} to ${max} seconds`,
  automatic: (list) => `or automatic (${list.join(', ')})`,
  notAutomatic: 'not automatic',
  listed: (list) => `listed: ${list.join(', ')}`,
  exposure: { documented: 'Yes', mentioned: 'named, not documented', not_exposed: 'must not be sent', unknown: 'No' },
  refused: (value) => `${value} is not supported`,
};

const zh = {
  title: 'Seedance 2 请求检查',
  tagline: '在产生费用之前，检查、修复并生成请求。',
  privacy: '检查在此标签页内进行。按下“发送”之前不会发送任何内容。',
  edition: '文档版本',
  language: '语言',
  editorTitle: '请求',
  editorLabel: 'JSON 格式的请求',
  editorHint: '粘贴或编辑，输入时即时显示问题。',
  format: '整理格式',
  startFrom: '从示例开始',
  pageExample: '文档中的示例',
  startWith: (model) => `${model} 的文本提示词`,
  samplePrompt: '一只纸船顺着雨中的街道漂流，镜头紧随其后，傍晚的暖光。',
  keyNotice: '文本中似乎含有 API 密钥。刷新后不会保留此文本，建议删去密钥。',
  severities: { error: '错误', warning: '警告', advice: '建议' },
  colon: '：',
  verdict(report) {
    if (!report) return '未检查';
    if (!report.valid) return `${report.errors.length} 个错误`;
    return report.issues.length ? '有效，但有提示' : '有效';
  },
  detail(report) {
    const rest = listed([
      report.warnings.length && `${report.warnings.length} 个警告`,
      report.advice.length && `${report.advice.length} 条建议`,
    ], '和');
    if (!report.valid) return `${rest ? `另有${rest}。` : ''}目前无法发送。`;
    return rest ? `可以发送。有${rest}。` : `按 ${report.edition} 版文档未发现问题。`;
  },
  trouble: (error) => error?.code === 'WASM_UNAVAILABLE'
    ? '此浏览器不支持 WebAssembly，无法在此检查请求。'
    : `检查器无法读取：${error?.message ?? error}`,
  fixAll: '应用全部修复',
  fix: '修复',
  nothingFixed: '没有可用的修复了。',
  more: (n) => `再显示 ${n} 个问题`,
  jump: '跳到文本中的位置',
  position: ({ line, column }) => `第 ${line} 行，第 ${column} 列`,
  source: ({ edition, section }) => `${edition} · ${section}`,
  views: '视图',
  form: '表单',
  formNotice: '文本不是 JSON 对象，暂时无法显示为表单。请在 JSON 视图中修正。',
  formProblem: '存在问题',
  formPrefix: '错误：',
  moreFields: '更多字段',
  submit: '检查并生成',
  unset: '不设置',
  preset: (value) => `默认（${value}）`,
  or: (text) => `，${text}`,
  add: (label) => `添加${label}`,
  remove: '移除',
  role: '角色',
  offer: (model) => `${model} 不接受目前的全部内容。作以下改动即可：`,
  offered: ({ path, kind, from, to }) => kind === 'dropped' ? `${path.join('.')}：省略` : `${path.join('.')}：${from === undefined ? '无' : JSON.stringify(from)} → ${JSON.stringify(to)}`,
  offerApply: '作这些改动',
  offerLeave: '我自己来改',
  outputsTitle: '可以发送',
  kinds: '输出',
  json: 'JSON',
  curl: 'curl',
  copy: { json: '复制 JSON', curl: '复制命令' },
  copied: '已复制',
  selected: '已选中：请按 Ctrl+C 或 ⌘C',
  keyHint: '命令从环境变量读取密钥，密钥不会出现在此页面。',
  blocked: (report) => report ? '消除以下问题后，这里会显示 JSON 和命令：' : '还没有可发送的内容。',
  changesTitle: '生成时的改动',
  change: ({ path, kind, reason }) => `${path.join('.')} ${{ converted: '已转换', dropped: '已省略', set: '已设置' }[kind]}：${reason}`,
  capabilitiesTitle: '各模型支持的内容',
  capabilitiesHint: (edition) => `依据 ${edition} 版文档。`,
  capability: '能力',
  positions: { 'higher quality': '更高画质', 'faster previews': '更快预览', 'lower-cost drafts': '低成本草稿' },
  no: '不支持',
  atMost: (n) => `最多 ${n} 个`,
  depends: '取决于渠道',
  seconds: (min, max) => `${min} 至 ${max} 秒`,
  automatic: (list) => `或自动（${list.join('、')}）`,
  notAutomatic: '不支持自动时长',
  listed: (list) => `表中列出：${list.join('、')}`,
  exposure: { documented: '支持', mentioned: '提及但未说明', not_exposed: '不可发送', unknown: '不支持' },
  refused: (value) => `不支持 ${value}`,
};

export const texts = { en: { ...en, ...sendTexts.en }, 'zh-CN': { ...zh, ...sendTexts['zh-CN'] } };
