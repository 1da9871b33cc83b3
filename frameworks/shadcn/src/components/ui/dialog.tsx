// Stands for the dialog of shadcn/ui: your own has these names and this path.
import type { ComponentProps } from 'react'
import { Dialog as Primitive } from 'radix-ui'

export const Dialog = Primitive.Root
export const DialogTitle = Primitive.Title
export const DialogDescription = Primitive.Description

export function DialogContent(props: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Portal>
      <Primitive.Overlay className="fixed inset-0 bg-black/50" />
      <Primitive.Content
        className="fixed inset-x-4 top-1/2 mx-auto grid max-h-[90dvh] max-w-lg -translate-y-1/2 gap-4 overflow-auto rounded-lg border border-border bg-background p-6"
        {...props}
      />
    </Primitive.Portal>
  )
}
