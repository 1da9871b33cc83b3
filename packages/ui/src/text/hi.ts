import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'आपका डेटा, आपकी पसंद',
  lead: '{site} कुकी और ऐसी ही तकनीकों का उपयोग इनके लिए करना चाहता है: {purposes}। आपकी अनुमति के बिना इनमें से कुछ भी नहीं चलता, और आप कभी भी अपना फ़ैसला बदल सकते हैं।',
  leadOptOut: '{site} कुकी और ऐसी ही तकनीकों का उपयोग इनके लिए करता है: {purposes}। आप कभी भी आपत्ति कर सकते हैं।',
  policy: 'निजता नीति',
  accept: 'सभी स्वीकार करें',
  reject: 'सभी अस्वीकार करें',
  choose: 'चुनें',
  choices: 'निजता के विकल्प',
  more: async () => (await import('./hi-center.ts')).text,
}
