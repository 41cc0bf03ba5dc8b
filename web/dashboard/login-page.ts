/** Where somebody who has the token, but not the link, logs in. */
import { html } from 'hono/html';
import { htmlLanguage, type Language } from './language.ts';
import { ASSETS } from './page.ts';
import { words } from './words.ts';

/** The page's own referrer policy lets the browser say where the form comes from, which is checked. */
export function loginPage(language: Language, { wrong }: { wrong: boolean }) {
  const { login } = words[language];
  return html`<!DOCTYPE html>
<html lang="${htmlLanguage[language]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="same-origin">
<title>${login.title} · Offprint</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${ASSETS}/dashboard.css">
</head>
<body class="login">
<main>
<h1>Offprint</h1>
${wrong ? html`<p class="alarm" role="alert">${login.wrong}</p>` : null}
<form method="post" action="/login">
<label for="token">${login.token}</label>
<span><input id="token" name="token" type="password" autocomplete="current-password" required autofocus><button>${login.button}</button></span>
</form>
<p class="quiet">${login.hint}</p>
</main>
</body>
</html>
`;
}
