const STACK = `
      --id <id>             identifier of your Case Insights deployment (required)
      --stack-name <name>   default mcp-case-insights
      --profile <name>      AWS profile
      --region <region>     AWS region
      --json                one JSON object on stdout, everything else on stderr`;

export const HELP = {
  deploy: `pnpm deploy:stack --id <id> [options]
  Deploys or updates Case Insights MCP: checks, packages, shows the change, executes it, follows it.

      --set Name=value      a parameter of infra/template.yaml; repeat for several
      --model <model id>    Bedrock model, short for --set BedrockModelId=…
      --case-insights-stack <name>   default aws-case-insights
      --direct              hand the code to the function itself; needs no bucket
      --dry-run             show what would change
      --yes                 agree to replacements and removals beforehand${STACK}

  Example: pnpm deploy:stack --id acme --model amazon.nova-lite-v1:0 --set AlarmEmail=ops@example.com
`,
  destroy: `pnpm destroy:stack --id <id> [options]
  Deletes the stack with its logs, and the code uploaded for it; takes the user policy from those who hold it.

      --keep-artifacts      leave the uploaded code
      --direct              deployed with --direct: there is no uploaded code to look for
      --dry-run             say what would go
      --yes                 do not ask${STACK}
`,
  grant: `pnpm grant --id <id> (--user <name> | --role <name> | --cross-account <account>) [options]
  Attaches the policy MCPCaseInsights-UserAccess-<id>, or prints both sides of letting another account in.
${STACK}
`,
  smoke: `pnpm smoke --url <endpoint> [options]
  Signed checks of a live stage, with the latency of each. Leaves nothing behind; costs a few small Athena queries and a few
  hundred model tokens, and says how many.

      --url <endpoint>          the stack output MCPServerEndpoint (required)
      --unauthenticated-check   only that an unsigned request is refused; needs no credentials
      --no-model                leave out the tools that may call a model
      --buffered                the stack was deployed with ResponseStreaming=false: expect no progress
      --junit <file>            write JUnit XML
      --region <region>         where the URL does not tell it
      --profile <name>          AWS profile
      --json                    one JSON object on stdout
`,
} as const;

export function isCommand(text: string): text is keyof typeof HELP {
  return text in HELP;
}
