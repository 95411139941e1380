const MARKS = { rising: '↗', falling: '↘', steady: '→', unknown: '' } as const;

/** A trend by its sign and its word, so that none needs a colour to be read. */
export function TrendMark({ trend }: { readonly trend: keyof typeof MARKS }) {
  if (trend === 'unknown') return <span class="trend">trend unknown</span>;
  return (
    <span class={`trend ${trend}`}>
      <span aria-hidden="true">{MARKS[trend]}</span> {trend}
    </span>
  );
}
