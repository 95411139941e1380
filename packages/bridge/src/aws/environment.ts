/**
 * Takes white space off the AWS variables and removes those that are empty, as AWS's own tools treat them: a line end that
 * came with a copied key would not fit into a header, and `AWS_PROFILE=""` means no profile.
 */
export function tidyEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const name in environment) {
    if (!name.startsWith('AWS_')) continue;
    const value = environment[name]?.trim();
    if (value) environment[name] = value;
    else delete environment[name];
  }
}
