/** The sentences of shared/codes.ts in Chinese, for whatever can end an article or refuse a request: what happened, and what to do. */
import type { Code } from '../../shared/codes.ts';

type Explanation = { message: string; next: string };

const save = '请在浏览器中保存该页，再放入收件箱。';
const later = '请稍后重试。';
const asPage = '请把文章另存为网页（.html）或文本，再放入收件箱。';
const vouch = '若信任该地址，请用 OFFPRINT_ALLOW_HOSTS=主机:端口 放行。';

export const chineseCodes: Partial<Record<Code, Explanation>> = {
  E_EMPTY: { message: '文件是空的。', next: '请重新保存文章，再放入收件箱。' },
  E_GONE: { message: '文件还没读到就不见了。', next: '请重新放入文件。' },
  E_PERM: {
    message: '运行 Offprint 的用户无权读取该文件。',
    next: '请设为可读，例如：chmod a+r 文件名',
  },
  E_TOO_LARGE: { message: '文件太大，不会是一篇文章。', next: '请拆分，或单独保存文章。' },
  E_NOT_HTML: { message: '文件不是网页、保存的文章或文本。', next: asPage },
  E_FORMAT: { message: '暂不支持这种格式。', next: asPage },
  E_HTML_DEPTH: { message: '网页的嵌套过深。', next: '请在浏览器中重新保存该页。' },
  E_HTML_NODES: { message: '网页的元素过多。', next: '请只保存文章本身。' },
  E_NO_CONTENT: {
    message: '页面中没有找到正文。',
    next: '请在浏览器中打开，等正文出现后再保存。',
  },
  E_URL_INVALID: { message: '这不是有效的网址。', next: '请改正后重新添加。' },
  E_URL_SCHEME: { message: '只能抓取 http 和 https 网址。', next: '请给出 http 或 https 网址。' },
  E_URL_CREDENTIALS: { message: '网址中带有用户名或密码。', next: '请去掉后重新添加。' },
  E_URL_PORT: { message: '网址的端口不是网页常用的端口。', next: vouch },
  E_URL_PRIVATE: { message: '网址指向内部网络。', next: vouch },
  E_REDIRECTS: { message: '服务器反复转向。', next: '请在浏览器中打开，再给出最终的网址。' },
  E_DNS: {
    message: '找不到服务器。',
    next: '请检查网址；网站可能已关闭，可改为放入保存的文件。',
  },
  E_CONNECT: { message: '无法连接服务器，或连接中断。', next: later },
  E_TIMEOUT: { message: '服务器没有及时回应。', next: later },
  E_TLS: { message: '服务器的证书不可信。', next: save },
  E_DECODED_SIZE: { message: '内容解压后太大。', next: save },
  E_ENCODING: { message: '不接受这种压缩方式。', next: save },
  E_HTTP: { message: '服务器回应出错。', next: '请在浏览器中打开；若能看到，请保存后放入。' },
  E_HTTP_401: { message: '服务器要求登录。', next: save },
  E_HTTP_403: { message: '服务器拒绝访问。', next: save },
  E_HTTP_404: { message: '服务器上没有该页。', next: '请检查网址；页面可能已不存在。' },
  E_HTTP_410: { message: '服务器已永久删除该页。', next: '请到网页档案馆找一份副本放入。' },
  E_HTTP_429: { message: '服务器限制访问次数。', next: later },
  E_CRASH: { message: '处理这个文件时程序三次崩溃或停住。', next: '请报告，可以的话附上文件。' },
  E_REMOVED: {
    message: '这篇文章已从存档中撤下。',
    next: '若要恢复，请删除 archive/removed/ 中的标记。',
  },
  E_JOB: {
    message: '队列中的任务不是这个版本的 Offprint 写的。',
    next: '请在各处运行同一版本，然后：offprint retry',
  },
  E_STORAGE: { message: '存档或状态文件夹无法读写。', next: '请运行：offprint doctor' },
  E_INTERNAL: { message: '出现了不该有的错误。', next: '请连同日志报告，然后：offprint retry' },
  E_TOKEN: {
    message: '需要这个 Offprint 的令牌。',
    next: '请打开 offprint start 显示的链接，或以 Authorization: Bearer 发送令牌。',
  },
  E_WRONG_TOKEN: {
    message: '令牌不对。',
    next: '请使用 offprint start 最近一次显示的链接。',
  },
  E_OTHER_SITE: {
    message: '不接受来自其他网站的请求。',
    next: '请使用这个 Offprint 的页面，或使用发送令牌的程序。',
  },
  E_WRONG_HOST: {
    message: '这不是这个 Offprint 的地址。',
    next: '请使用 IP 地址或机器名，或在 OFFPRINT_NAMES 中写明。',
  },
  E_READ_ONLY: {
    message: '这个 Offprint 仅供查看（OFFPRINT_READ_ONLY）。',
    next: '请在它所在的机器上使用命令，或去掉 OFFPRINT_READ_ONLY 后启动。',
  },
  E_TOO_OFTEN: { message: '短时间内次数太多。', next: '请按 Retry-After 的秒数等候后再试。' },
  E_BODY: { message: '发送的内容不符合要求。', next: '请看 /api/openapi.json。' },
  E_BODY_SIZE: {
    message: '发送的内容太大。',
    next: '请分次发送，或把文件复制到收件箱文件夹。',
  },
  E_BODY_TYPE: {
    message: '不接受这种类型的内容。',
    next: '请发送 application/json，或以 multipart/form-data 发送文件。',
  },
  E_NAME: { message: '收件箱从不收取这种名称的文件。', next: '请改名后再添加。' },
  E_ADDRESSES: {
    message: '有些网址不能收取；整个列表都没有收取。',
    next: '请改正或去掉指出的网址，再发送一次。',
  },
  E_NO_SUCH_CODE: {
    message: '没有失败的文件属于这个代码。',
    next: '现有的代码见进度页，或运行：offprint status',
  },
  E_NOT_FAILED: {
    message: '没有失败，因此无需重试。',
    next: '要重新处理已发布的文章：offprint replay',
  },
  E_UNKNOWN: { message: '没有关于它的记录。', next: '请给出文章的编号、网址或文件名。' },
  E_METHOD: { message: '不能以这种方式请求。', next: '请看 /api/openapi.json。' },
  E_STORE: { message: '现在无法访问队列存储。', next: '请等候：恢复后 Offprint 会继续。' },
};
