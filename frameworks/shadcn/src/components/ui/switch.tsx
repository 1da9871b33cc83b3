// Stands for the switch of shadcn/ui: your own has this name and path.
import type { ComponentProps } from 'react'
import { Switch as Primitive } from 'radix-ui'

export function Switch(props: ComponentProps<typeof Primitive.Root>) {
  return (
    <Primitive.Root
      className="inline-flex h-6 w-11 shrink-0 items-center rounded-full border border-foreground p-0.5 data-[state=checked]:bg-primary"
      {...props}
    >
      <Primitive.Thumb className="size-4 rounded-full bg-foreground data-[state=checked]:translate-x-5 data-[state=checked]:bg-primary-foreground" />
    </Primitive.Root>
  )
}
