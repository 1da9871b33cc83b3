// Stands for the button of shadcn/ui: your own has this name, path and variants.
import type { ComponentProps } from 'react'
import { cva, type VariantProps } from 'class-variance-authority'

const look = cva('inline-flex min-h-11 items-center justify-center rounded-md px-4 text-sm font-medium', {
  variants: {
    variant: { default: 'bg-primary text-primary-foreground', outline: 'border border-border', ghost: 'underline' },
  },
  defaultVariants: { variant: 'default' },
})

export function Button({ variant, ...props }: ComponentProps<'button'> & VariantProps<typeof look>) {
  return <button type="button" className={look({ variant })} {...props} />
}
