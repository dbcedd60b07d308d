/** Scripts with which shells complete the words of a command line. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly { readonly flag: string; readonly description: string }[];
  readonly subcommands: readonly CompletedCommand[];
}

type Script = (commands: readonly CompletedCommand[]) => string;

/** Words after each command; everything else is a file. */
function wordsOf({ options, subcommands }: CompletedCommand): string[] {
  return [...subcommands.map(({ name }) => name), ...options.map(({ flag }) => flag), '--help'];
}

/** Each way to a command: `check`, `check connect`. */
function ways(commands: readonly CompletedCommand[]): { readonly way: string; readonly command: CompletedCommand }[] {
  return commands.flatMap((command) => [
    { way: command.name, command },
    ...command.subcommands.map((below) => ({ way: `${command.name} ${below.name}`, command: below })),
  ]);
}

function bash(commands: readonly CompletedCommand[]): string {
  const cases = ways(commands)
    .toReversed()
    .map(({ way, command }) => `    '${way} '*) words='${wordsOf(command).join(' ')}' ;;\n`)
    .join('');
  return `# bash completion for topicguard
_topicguard() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words
  local line="\${COMP_WORDS[*]:1:COMP_CWORD-1} "
  case "$line" in
${cases}    ' ') words='${commands.map(({ name }) => name).join(' ')} help --version --help' ;;
    *) words='' ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _topicguard topicguard
`;
}

function zsh(commands: readonly CompletedCommand[]): string {
  const cases = ways(commands)
    .toReversed()
    .map(({ way, command }) => `    '${way} '*) compadd -- ${wordsOf(command).join(' ')} ;;\n`)
    .join('');
  return `#compdef topicguard
_topicguard() {
  local line="\${words[2,CURRENT-1]} "
  case "$line" in
${cases}    ' ') compadd -- ${commands.map(({ name }) => name).join(' ')} help --version --help ;;
  esac
  _files
}
compdef _topicguard topicguard
`;
}

function fish(commands: readonly CompletedCommand[]): string {
  const top = commands.map(
    ({ name, summary }) => `complete -c topicguard -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}\n`,
  );
  const below = commands.flatMap(({ name, options, subcommands }) => [
    ...subcommands.map(
      (sub) =>
        `complete -c topicguard -n '__fish_seen_subcommand_from ${name}' -f -a ${sub.name} -d ${quoted(sub.summary)}\n`,
    ),
    ...[...options, ...subcommands.flatMap((sub) => sub.options)].map(
      ({ flag, description }) =>
        `complete -c topicguard -n '__fish_seen_subcommand_from ${name}' -l ${flag.slice(2)} -d ${quoted(description)}\n`,
    ),
  ]);
  const help = `complete -c topicguard -n __fish_use_subcommand -f -a help -d ${quoted('what a command does')}\n`;
  return `# fish completion for topicguard\n${help}${[...new Set([...top, ...below])].join('')}`;
}

/** In single quotes fish knows two escapes. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

export const scripts: Readonly<Record<string, Script>> = { bash, zsh, fish };
