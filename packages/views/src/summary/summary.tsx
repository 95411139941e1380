import { LIFECYCLE_CATEGORIES, SEVERITIES, UNKNOWN } from '@case-insights/core/cases';
import type { GetCaseSummaryOutput } from '@case-insights/core/tools';
import { useRef, useState } from 'preact/hooks';
import { type Bar, BarList } from '../charts/bar-list.tsx';
import type { Arguments } from '../host/host.ts';
import type { ViewProps } from '../host/tool-page.tsx';
import { DataAge } from '../result/data-age.tsx';
import { Filters, without } from '../result/filters.tsx';
import { daysInWords, useFormat } from '../text/format.ts';
import { CasesOfCategory } from './cases-of-category.tsx';

/** How many bars of a kind are shown before "all" is asked for. */
const FEW_BARS = 10;

/**
 * Counts of cases by severity, service, root cause, practice and account. A bar narrows the counts to what it stands for,
 * lists the cases of a root cause, or asks the chat about a practice, which no counting tool filters by.
 */
export function SummaryView({ result, args, host, callAgain, busy }: ViewProps<GetCaseSummaryOutput>) {
  const format = useFormat();
  const [category, setCategory] = useState<string>();
  const { filters_applied: filters } = result;
  const opener = useRef<Element | null>(null);
  const openCategory = (name: string) => {
    opener.current = document.activeElement;
    setCategory(name);
  };
  const closeCategory = () => {
    setCategory(undefined);
    if (opener.current instanceof HTMLElement) opener.current.focus();
  };

  const narrow = (change: Arguments, said: string) => {
    if (callAgain === undefined) return undefined;
    return () => {
      setCategory(undefined);
      host.tellModel?.(`The user narrowed the case summary they look at: ${said}.`);
      callAgain({ ...args, ...change });
    };
  };
  const bars = (counts: Readonly<Record<string, number>>, field?: string): Bar[] =>
    Object.entries(counts).map(([name, value]) => ({
      name,
      value,
      onPick:
        field === undefined || name === UNKNOWN || field in filters
          ? undefined
          : narrow({ [field]: name }, `${field} ${name}`),
    }));
  const rcaBars = Object.entries(result.by_rca_category).map(([name, value]) => ({
    name,
    value,
    onPick: name === UNKNOWN || host.callTool === undefined ? undefined : () => openCategory(name),
  }));

  // In the user's name, so only with a name that the deployment gives its model: any other may be a stranger's words.
  const { ask } = host;
  const practiceBars = Object.entries(result.by_lifecycle_category).map(([name, value]) => ({
    name,
    value,
    onPick:
      ask === undefined || !KNOWN_PRACTICES.includes(name)
        ? undefined
        : () => ask(questionAboutPractice(name, filters)),
  }));

  return (
    <>
      <h1>Support cases, {daysInWords(filters.date_range, format)}</h1>
      <Filters
        filters={filters}
        onRemove={callAgain && ((field) => callAgain(without(args, field)))}
        busy={busy}
      />
      <dl class="totals">
        <Total name="cases" value={result.total_cases} />
        <Total name="services" value={result.unique_services} />
        <Total name="accounts" value={result.unique_accounts} />
      </dl>
      {result.note !== undefined && <p class="note">{result.note}</p>}
      <div class="groups">
        <Group
          title="By severity"
          bars={bySeverity(bars(result.by_severity, 'severity_code'))}
          pick="narrow to it"
        />
        <Group title="By service" bars={bars(result.by_service, 'service_code')} pick="narrow to it" />
        <Group title="By root cause" bars={rcaBars} pick="list its cases" />
        <Group title="By lifecycle practice" bars={practiceBars} pick="ask about its cases in the chat" />
        <Group title="By account" bars={bars(result.by_account, 'account_number')} pick="narrow to it" />
      </div>
      {category !== undefined && (
        <CasesOfCategory
          key={`${category} ${filters.date_range}`}
          category={category}
          filters={filters}
          host={host}
          onClose={closeCategory}
        />
      )}
      <DataAge result={result} />
    </>
  );
}

function Total({ name, value }: { readonly name: string; readonly value: number }) {
  const format = useFormat();
  return (
    <div>
      <dt>{name}</dt>
      <dd>{format.number(value)}</dd>
    </div>
  );
}

interface GroupProps {
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly pick?: string;
}

function Group({ title, bars, pick }: GroupProps) {
  const format = useFormat();
  const [showsAll, setShowsAll] = useState(false);
  if (bars.length === 0) return null;
  const hidden = showsAll ? 0 : bars.length - FEW_BARS;
  return (
    <section>
      <BarList
        title={title}
        unit="Cases"
        bars={hidden > 0 ? bars.slice(0, FEW_BARS) : bars}
        {...(pick === undefined ? {} : { pickLabel: pick })}
      />
      {hidden > 0 && (
        <button type="button" class="more" onClick={() => setShowsAll(true)}>
          {format.number(hidden)} more
        </button>
      )}
    </section>
  );
}

const KNOWN_PRACTICES: readonly string[] = LIFECYCLE_CATEGORIES;

function questionAboutPractice(name: string, filters: GetCaseSummaryOutput['filters_applied']): string {
  const narrowed = (['service_code', 'account_number', 'severity_code'] as const).flatMap((field) =>
    filters[field] === undefined ? [] : [`${field} ${filters[field]}`],
  );
  const cases = [`lifecycle_category ${name}`, ...narrowed].join(', ');
  return `Which cases from ${filters.date_range} have ${cases}, and what would this practice have changed?`;
}

const SEVERITY_NAMES: readonly string[] = SEVERITIES;

/** The most severe first, where the counts have the most frequent first. */
function bySeverity(bars: readonly Bar[]): Bar[] {
  const rank = ({ name }: Bar) => {
    const known = SEVERITY_NAMES.indexOf(name);
    return known === -1 ? SEVERITY_NAMES.length : known;
  };
  return bars.toSorted((a, b) => rank(a) - rank(b));
}
