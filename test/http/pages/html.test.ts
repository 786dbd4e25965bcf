/** Whatever is put into a template is text, unless a template made it. */
import { type Html, html, toText } from '../../../src/http/pages/html';

test.each<[string, Html, string]>([
  ['a text', html`<p>${`<b>&"'`}</p>`, '<p>&lt;b&gt;&amp;&quot;&#39;</p>'],
  ['a text that escapes itself', html`<p>${'&lt;'}</p>`, '<p>&amp;lt;</p>'],
  ['a number', html`<p>${7}</p>`, '<p>7</p>'],
  ['nothing', html`<p>${undefined}</p>`, '<p></p>'],
  ['a template', html`<p>${html`<b>${'<'}</b>`}</p>`, '<p><b>&lt;</b></p>'],
  ['several templates', html`<p>${[html`<i></i>`, html`<b></b>`]}</p>`, '<p><i></i><b></b></p>'],
  ['an attribute', html`<a title="${'" onload="x'}"></a>`, '<a title="&quot; onload=&quot;x"></a>'],
])('%s', (_what, made, expected) => {
  expect(toText(made)).toBe(expected);
});

test('the indentation of the source does not reach the page', () => {
  expect(
    toText(html`<p>
      ${'a'}
    </p>`),
  ).toBe('<p>\na\n</p>');
});
