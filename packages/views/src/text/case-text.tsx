import { visible } from './visible.ts';

/** Text that a stranger wrote, isolated so that its direction changes nothing around it. */
export function CaseText({ children }: { readonly children: string }) {
  return <bdi>{visible(children)}</bdi>;
}
