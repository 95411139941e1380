import { Lexer, type Token, type Tokens } from 'marked';
import type { ComponentChildren } from 'preact';
import { visible } from './visible.ts';

interface MarkdownProps {
  readonly text: string;
  /** Shows a run of text; the default shows it as it is. */
  readonly inline?: (text: string) => ComponentChildren;
}

/**
 * Markdown as elements made here, one for each kind of token that `marked` finds: no HTML is ever parsed, so none of the
 * text can become any. HTML, links and images in it are shown as they are written, since a text that quotes strangers
 * must neither load nor offer anything. Lines have the direction of their first letter (markdown.css), so that
 * the runs of a sentence stand in its order whatever the page's language is; a list, a table and a quote has one for all.
 */
export function Markdown({ text, inline = plain }: MarkdownProps) {
  return <div class="markdown">{blocks(new Lexer({ gfm: true }).lex(text), inline)}</div>;
}

function plain(text: string): ComponentChildren {
  return visible(text);
}

type Inline = (text: string) => ComponentChildren;

function blocks(tokens: readonly Token[], inline: Inline): ComponentChildren[] {
  return tokens.map((token, index) => <Block key={`${index} ${token.type}`} token={token} inline={inline} />);
}

function Block({ token, inline }: { readonly token: Token; readonly inline: Inline }) {
  const inner = (tokens: readonly Token[] = []) => spans(tokens, inline);
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'heading':
      return <h3>{inner(token.tokens)}</h3>;
    case 'paragraph':
      return <p>{inner(token.tokens)}</p>;
    case 'text':
      return <>{token.tokens === undefined ? inline(token.text) : inner(token.tokens)}</>;
    case 'blockquote':
      return <blockquote dir="auto">{blocks(token.tokens ?? [], inline)}</blockquote>;
    case 'code':
      return (
        <pre>
          <code>{inline(token.text)}</code>
        </pre>
      );
    case 'hr':
      return <hr />;
    case 'list':
      return <List list={token as Tokens.List} inline={inline} />;
    case 'table':
      return <Table table={token as Tokens.Table} inline={inline} />;
    default:
      return <p>{inline(token.raw)}</p>;
  }
}

function List({ list, inline }: { readonly list: Tokens.List; readonly inline: Inline }) {
  const items = list.items.map((item, index) => (
    <li key={`${index} ${item.raw.length}`}>{blocks(item.tokens, inline)}</li>
  ));
  return list.ordered ? (
    <ol dir="auto" start={list.start === '' ? 1 : list.start}>
      {items}
    </ol>
  ) : (
    <ul dir="auto">{items}</ul>
  );
}

function Table({ table, inline }: { readonly table: Tokens.Table; readonly inline: Inline }) {
  return (
    <table dir="auto">
      <thead>
        <tr>
          {table.header.map((cell, index) => (
            <th key={`${index} ${cell.text}`} scope="col">
              {spans(cell.tokens, inline)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, at) => (
          <tr key={`${at} ${row.length}`}>
            {row.map((cell, index) => (
              <td key={`${index} ${cell.text}`}>{spans(cell.tokens, inline)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function spans(tokens: readonly Token[], inline: Inline): ComponentChildren[] {
  return tokens.map((token, index) => <Span key={`${index} ${token.type}`} token={token} inline={inline} />);
}

function Span({ token, inline }: { readonly token: Token; readonly inline: Inline }) {
  const inner = () => spans('tokens' in token ? (token.tokens ?? []) : [], inline);
  switch (token.type) {
    case 'strong':
      return <strong>{inner()}</strong>;
    case 'em':
      return <em>{inner()}</em>;
    case 'del':
      return <del>{inner()}</del>;
    case 'codespan':
      return (
        <code>
          <bdi>{inline(token.text)}</bdi>
        </code>
      );
    case 'br':
      return <br />;
    case 'escape':
      return <>{inline(token.text)}</>;
    default:
      return <>{inline(token.raw)}</>;
  }
}
