import type { Texts } from '../texts.ts'

export const text: Texts = {
  title: 'ข้อมูลของคุณ ทางเลือกของคุณ',
  lead: '{site} ต้องการใช้คุกกี้และเทคโนโลยีที่คล้ายกันเพื่อ: {purposes} สิ่งเหล่านี้จะไม่ทำงานจนกว่าคุณจะอนุญาต และคุณเปลี่ยนใจได้ทุกเมื่อ',
  leadOptOut: '{site} ใช้คุกกี้และเทคโนโลยีที่คล้ายกันเพื่อ: {purposes} คุณคัดค้านได้ทุกเมื่อ',
  policy: 'นโยบายความเป็นส่วนตัว',
  accept: 'ยอมรับทั้งหมด',
  reject: 'ปฏิเสธทั้งหมด',
  choose: 'เลือก',
  choices: 'ตัวเลือกความเป็นส่วนตัว',
  more: async () => (await import('./th-center.ts')).text,
}
