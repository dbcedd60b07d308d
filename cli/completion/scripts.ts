/** Scripts with which shells complete the words of a command line. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  readonly subcommands: readonly CompletedCommand[];
}

export interface CompletedOption {
  readonly flag: string;
  readonly description: string;
  /** The word after it belongs to it. */
  readonly takesValue: boolean;
  /** Values that are known by name. */
  readonly values: readonly string[];
  /** Whether a file may stand there, too. */
  readonly files: boolean;
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

/** What belongs to the option before: a line of a shell's `case` for each that takes a value. */
function valueCases({ options }: CompletedCommand, then: (option: CompletedOption) => string): string {
  return options
    .filter(({ takesValue }) => takesValue)
    .map((option) => `        ${option.flag}) ${then(option)} ;;\n`)
    .join('');
}

function bash(commands: readonly CompletedCommand[]): string {
  const cases = ways(commands)
    .toReversed()
    .map(
      ({ way, command }) =>
        `    '${way} '*)\n      case "$before" in\n${valueCases(command, ({ values }) => `words='${values.join(' ')}'`)}        *) words='${wordsOf(command).join(' ')}' ;;\n      esac ;;\n`,
    )
    .join('');
  return `# bash completion for topicguard
_topicguard() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words
  # An equals sign is a word of its own here.
  if [ "$word" = = ]; then word=''; elif [ "$before" = = ]; then before="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  local line="\${COMP_WORDS[*]:1:COMP_CWORD-1} "
  case "$line" in
${cases}    'help ') words='${commands.map(({ name }) => name).join(' ')}' ;;
    ' ') words='${commands.map(({ name }) => name).join(' ')} help --version --help' ;;
    *) words='' ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _topicguard topicguard
`;
}

function zshValues({ values, files }: CompletedOption): string {
  const names = values.length > 0 ? [`compadd -- ${values.join(' ')}`] : [];
  return [...names, ...(files ? [] : ['return'])].join('; ') || ':';
}

function zsh(commands: readonly CompletedCommand[]): string {
  const cases = ways(commands)
    .toReversed()
    .map(
      ({ way, command }) =>
        `    '${way} '*)\n      case "\${words[CURRENT-1]}" in\n${valueCases(command, zshValues)}        *) compadd -- ${wordsOf(command).join(' ')} ;;\n      esac ;;\n`,
    )
    .join('');
  return `#compdef topicguard
_topicguard() {
  local line="\${words[2,CURRENT-1]} "
  case "$line" in
${cases}    'help ') compadd -- ${commands.map(({ name }) => name).join(' ')} ;;
    ' ') compadd -- ${commands.map(({ name }) => name).join(' ')} help --version --help ;;
  esac
  _files
}
# Found in fpath, this file is the function's own first call; sourced, it only says what the function is for.
if [[ "\${funcstack[1]}" == _topicguard ]]; then _topicguard "$@"; else compdef _topicguard topicguard; fi
`;
}

/** `just`: the words so far are these and no others; `after`: they begin with these. A path that is called `check` is no command. */
const fishConditions = `function __topicguard_just
    set -l words (commandline -opc)
    test "$words[2..-1]" = "$argv"
end
function __topicguard_after
    set -l words (commandline -opc)
    string match -q -- "$argv *" "$words[2..-1] "
end
`;

function fish(commands: readonly CompletedCommand[]): string {
  const line = (condition: string, what: string, about: string): string =>
    `complete -c topicguard -n '${condition}' ${what} -d ${quoted(about)}\n`;
  const word = (before: string, { name, summary }: CompletedCommand): string =>
    line(`__topicguard_just ${before}`.trimEnd(), `-f -a ${name}`, summary);
  const top = [
    ...commands.map((command) => word('', command)),
    line('__topicguard_just', '-f -a help', 'what a command does'),
    line('__topicguard_just', '-l version', 'the version'),
    line('__topicguard_just', '-l help', 'what there is'),
    ...commands.map((command) => word('help', command)),
  ];
  const below = ways(commands).flatMap(({ way, command }) => [
    ...command.subcommands.map((sub) => word(way, sub)),
    ...command.options.map((option) =>
      line(`__topicguard_after ${way}`, `-l ${option.flag.slice(2)}${fishValues(option)}`, option.description),
    ),
    line(`__topicguard_after ${way}`, '-l help', 'what this command does'),
  ]);
  return `# fish completion for topicguard\n${fishConditions}${[...top, ...below].join('')}`;
}

function fishValues({ takesValue, values, files }: CompletedOption): string {
  if (!takesValue) return '';
  return ` ${files ? '-r' : '-x'}${values.length > 0 ? ` -a '${values.join(' ')}'` : ''}`;
}

/** In single quotes fish knows two escapes. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

export const scripts: Readonly<Record<string, Script>> = { bash, zsh, fish };
