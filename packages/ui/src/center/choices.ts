// The answers in the preference center that are not saved yet.
import type { Act, Answers, Consent } from '@placet/core'

export type Choices = {
  /** Whether a switch is on: as it was turned, else as it is decided. */
  isOn(id: string): boolean
  turn(id: string, on: boolean): void
  accept(event: Event): void
  reject(event: Event): void
  save(event: Event): void
  /** Whether the details of a purpose are open. A search opens others for its time. */
  isOpen(id: string): boolean
  open(id: string, isOpen: boolean): void
  /** What is searched for, in lower case. */
  search: string
  find(words: string): void
  /** Whether there is so much to decide on that a search helps. */
  isMany: boolean
  /** Whether the last thing done was to save. */
  isSaved: boolean
  /** Whether nothing that can be switched is on. */
  allOff(): boolean
}

/**
 * @param changed runs after each change
 * @param saved runs after a decision
 */
export function createChoices(
  consent: Consent,
  act: (action: NonNullable<Act['action']>, event: Event) => Act,
  changed: () => void,
  saved: () => void,
): Choices {
  const ids = consent.config.purposes
    .filter(({ basis }) => basis !== 'exempt')
    .flatMap(({ id, services = [] }) => [id, ...services.map((service) => `${id}/${service.id}`)])
  // Only what was turned is an answer: a switch that was left on is not a yes.
  let turned: Answers = {}
  const opened = new Set<string>()
  const decide = (run: () => unknown): void => {
    void run()
    turned = {}
    choices.isSaved = true
    changed()
    saved()
  }
  const choices: Choices = {
    search: '',
    isMany: ids.length > FEW,
    isSaved: false,
    isOpen: (id) => opened.has(id),
    open(id, isOpen) {
      if (choices.search) return
      opened[isOpen ? 'add' : 'delete'](id)
    },
    find(words) {
      choices.search = words.trim().toLowerCase()
      changed()
    },
    isOn: (id) => turned[id] ?? consent.has(id),
    turn(id, on) {
      for (const other of ids) if (other === id || other.startsWith(`${id}/`)) turned[other] = on
      choices.isSaved = false
      changed()
    },
    accept: (event) => decide(() => consent.accept('all', act('accept_all', event))),
    reject: (event) => decide(() => consent.reject(act('reject_all', event))),
    save: (event) => decide(() => consent.decide(turned, act('save', event))),
    allOff: () => !ids.some(consent.has),
  }
  return choices
}

/** As many switches are seen at a glance. */
const FEW = 12
