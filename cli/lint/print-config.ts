import type { FileConfig } from '../../src/lint/config/model.js';
import { rules } from '../../src/rules/index.js';
import { optionValues } from '../../src/rules/options.js';

/** What counts for one file, as JSON: what configurations say, and the severity and the options of every rule that lint reports. */
export function printedConfig(file: string, config: FileConfig | undefined): string {
  const settings = rules
    .filter(({ kind }) => kind !== 'decisions')
    .map(({ id, severity, options }): [string, object] => {
      const setting = config?.rules.get(id);
      return [
        id,
        {
          severity: setting?.severity ?? severity,
          ...(options && { options: optionValues(options, setting?.options) }),
        },
      ];
    });
  const printed = {
    file,
    configurations: config?.sources ?? [],
    ignored: config?.ignored ?? false,
    policy: config?.policy ?? null,
    identity: { ...config?.identity },
    roles: config?.roles ?? null,
    settings: { ...config?.settings },
    baseline: config?.baseline ?? null,
    exceptions: config?.exceptions.map(({ place: _, ...exception }) => exception) ?? [],
    rules: Object.fromEntries(settings),
  };
  return `${JSON.stringify(printed, null, 2)}\n`;
}
