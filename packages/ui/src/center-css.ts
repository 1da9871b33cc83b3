// The preference center's own rules; what every face begins with is in dress.ts.
export const CSS: string = /* css */ `
  placet-preferences { display: block; background: none }
  placet-preferences dialog {
    inset: 0;
    margin: auto;
    padding: 0;
    inline-size: calc(100% - 16px);
    max-inline-size: 44rem;
    block-size: fit-content;
    max-block-size: calc(100dvh - 16px);
    overflow: auto;
    scroll-padding-block-end: 80px;
    border: 1px solid var(--placet--l);
    border-radius: var(--placet--r);
    color: var(--placet--t);
    background: var(--placet--s);
  }
  placet-preferences dialog::backdrop { background: rgb(0 0 0 / .5) }
  placet-preferences .c { display: grid; gap: 16px; padding: 20px; background: var(--placet--s); color: var(--placet--t) }
  placet-preferences header { display: flex; justify-content: space-between; align-items: center; gap: 16px }
  placet-preferences header h2 { font-size: 1.375em }
  placet-preferences header h2:focus { outline: none }
  placet-preferences .x { inline-size: 44px; padding: 0 }
  placet-preferences .g { border-inline-start: 4px solid var(--placet--a); padding-inline-start: 12px }
  placet-preferences .p { display: grid; gap: 4px; padding-block-start: 16px; border-block-start: 1px solid var(--placet--l) }
  placet-preferences .q { color: var(--placet--q) }
  placet-preferences .s {
    display: flex;
    justify-content: space-between;
    align-items: center;
    gap: 16px;
    min-block-size: 44px;
    font-weight: 600;
  }
  placet-preferences em { font-style: normal; font-weight: 400; color: var(--placet--q) }
  placet-preferences .s input {
    appearance: none;
    flex: none;
    inline-size: 52px;
    block-size: 30px;
    margin: 0;
    border: 2px solid var(--placet--q);
    border-radius: 15px;
    background: radial-gradient(circle closest-side, var(--placet--q) 90%, transparent) 1px 50% / 24px 20px no-repeat;
    cursor: pointer;
  }
  placet-preferences .s input:checked {
    border-color: var(--placet--a);
    background: radial-gradient(circle closest-side, var(--placet--o) 90%, transparent) 23px 50% / 24px 20px no-repeat var(--placet--a);
  }
  placet-preferences summary { cursor: pointer; min-block-size: 32px; padding-block: 4px; inline-size: fit-content }
  placet-preferences .n { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%) }
  placet-preferences dl { display: grid; gap: 2px 16px; margin: 4px 0 8px }
  placet-preferences dt { font-weight: 600 }
  placet-preferences dd { margin: 0 0 6px }
  placet-preferences .b { display: grid; gap: 8px }
  placet-preferences .c > .b { grid-template-columns: 1fr 1fr }
  placet-preferences .c > .b .q { grid-column: 1 / -1 }
  @media (height >= 480px) {
    placet-preferences .c > .b { position: sticky; inset-block-end: 0; padding-block: 12px; background: var(--placet--s) }
  }
  placet-preferences[dir=rtl] .s input { transform: scaleX(-1) }
  placet-preferences ul { margin: 8px 0 12px; padding: 0; list-style: none; display: grid; gap: 4px }
  @media (width >= 560px) {
    placet-preferences .c { padding: 28px }
    placet-preferences .b, placet-preferences .c > .b { grid-template-columns: none; grid-auto-flow: column; grid-auto-columns: 1fr }
    placet-preferences .c > .b .q { grid-column: auto }
    placet-preferences dl { grid-template-columns: 10rem 1fr }
  }
  @media (forced-colors: active) {
    placet-preferences .s input { appearance: auto; inline-size: 24px; block-size: 24px }
  }
`
