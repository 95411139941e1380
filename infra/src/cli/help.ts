const STACK = `
      --id <id>             the identifier of Case Insights, required
      --stack-name <name>   default mcp-case-insights
      --profile <name>      AWS profile
      --region <region>     AWS region
      --json                one JSON object on stdout, everything else on stderr`;

export const HELP = {
  deploy: `npx -y pnpm@12 deploy:stack --id <id> [options]
  Deploys or updates Case Insights MCP: checks, packages the code, shows the
  change, executes it and prints its events.

      --set Name=value      a parameter of infra/template.yaml or of an add-on;
                            repeat for several
      --model <ids>         one to three Bedrock models in order of preference,
                            separated by commas, short for
                            --set BedrockModelId=…; without it the command shows
                            the region's models and proposes some
      --tag Name=value      a tag on every resource; repeat for several
      --role-arn <arn>      the role that CloudFormation uses instead of
                            your own permissions
      --case-insights-stack <name>
                            default aws-case-insights
      --with watch,waf      add-ons (docs/deploy.md lists them); later
                            deployments keep them
      --artifact-bucket <name>
                            your own bucket for the code, instead of one that
                            the command creates; kept by later deployments
      --protect             CloudFormation refuses to delete the stack until
                            this is turned off
      --direct              upload the code straight to the function; needs no
                            bucket
      --dry-run             show what would change
      --yes                 accept replacements and removals without asking${STACK}

  Example: npx -y pnpm@12 deploy:stack --id acme \\
             --model amazon.nova-lite-v1:0 --set AlarmEmail=ops@example.com
`,
  destroy: `npx -y pnpm@12 destroy:stack --id <id> [options]
  Deletes the stack with its logs and add-ons, and the code uploaded for it;
  detaches the user policy from everyone who has it.

      --only <add-on>       delete this add-on alone
      --keep-logs           keep both log groups; a later deployment takes them
                            up again
      --keep-artifacts      keep the uploaded code
      --direct              the stack was deployed with --direct: no code was
                            uploaded to a bucket
      --dry-run             show what would be deleted
      --yes                 do not ask${STACK}
`,
  grant: `npx -y pnpm@12 grant --id <id> <to whom> [options]
  Attaches the policy MCPCaseInsights-UserAccess-<id>, or prints the commands
  that give another account access.

      --user <name>         an IAM user of this account
      --role <name>         an IAM role of this account
      --cross-account <account>
                            prints the policies for callers of that account
${STACK}
`,
  compact: `npx -y pnpm@12 compact --id <id> [options]
  Creates the compact copy of the cases now, as the add-on compact does daily,
  and waits for it: up to 15 minutes.
${STACK}
`,
  smoke: `npx -y pnpm@12 smoke --url <endpoint> [options]
  Signed checks of a live stage, with the latency of each. Writes nothing; costs
  a few small Athena queries and a few hundred model tokens, and reports how
  many.

      --url <endpoint>      the stack output MCPServerEndpoint, required
      --unauthenticated-check
                            check only that an unsigned request is refused;
                            needs no credentials
      --no-model            skip the tools that may call a model
      --buffered            the stack was deployed with ResponseStreaming=false:
                            expect no progress
      --junit <file>        write JUnit XML
      --region <region>     when the URL does not contain it
      --profile <name>      AWS profile
      --json                one JSON object on stdout
`,
} as const;

export function isCommand(text: string): text is keyof typeof HELP {
  return text in HELP;
}
