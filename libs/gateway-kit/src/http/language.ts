export type Language = 'zh' | 'en';

/** The better liked of Chinese and English by Accept-Language (RFC 9110 12.5.4); Chinese when neither is named or both are equal. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const weight: Record<Language, number> = { zh: 0, en: 0 };
  for (const part of (acceptLanguage ?? '').toLowerCase().split(',')) {
    const [range = '', ...parameters] = part.split(';').map((one) => one.trim());
    const language = range.split('-')[0];
    const q = parameters.find((one) => one.startsWith('q='));
    const liked = q === undefined ? 1 : Number(q.slice(2)) || 0;
    if (language === 'zh' || language === 'en') weight[language] = Math.max(weight[language], liked);
  }
  return weight.en > weight.zh ? 'en' : 'zh';
}

export const CONTENT_LANGUAGE: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en' };
