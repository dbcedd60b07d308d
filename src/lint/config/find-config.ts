import path from 'node:path';
import { isPagePath } from '../../policy/page-name.js';
import { ConfigError } from './error.js';
import type { Globs } from './globs.js';
import { type ExceptionJson, listOf, type SettingsJson } from './json.js';
import type { ConfigPlace, Exception, ExceptionPlace, FileConfig, RuleSetting } from './model.js';

/** The text of a file, or nothing where there is none. */
export type ReadText = (absolutePath: string) => string | undefined;

export interface ConfigOptions {
  /** The one configuration that counts, by its absolute path; none is looked for. */
  readonly file?: string;
}

export const configNames = ['topicguard.json', 'topicguard.yaml'] as const;

/** A name that people give to a configuration, and that is none. */
const mistakenName = 'topicguard.yml';

/** Settings for the files that the globs mean, or for all. */
interface Layer {
  readonly globs?: Globs;
  readonly settings: SettingsJson;
  readonly policy?: { readonly name: string; readonly place: ConfigPlace };
}

/** A configuration with everything that it extends. */
interface Loaded {
  readonly file: string;
  /** This one and those that it extends, what counts most first. */
  readonly sources: readonly string[];
  /** Globs are relative to it. */
  readonly folder: string;
  readonly root: boolean;
  /** The weakest first. */
  readonly layers: readonly Layer[];
  readonly ignores: readonly Globs[];
  readonly exceptions: readonly { readonly globs: Globs; readonly exception: Exception }[];
  readonly baseline?: string;
}

/** More steps of `extends` than anybody takes. */
const mostSteps = 20;

/**
 * Finds what configurations say about files. Of a file, the configuration in its folder counts most, then those in the folders
 * above it, up to one with `root: true`. Each is read once.
 */
export class ConfigFinder {
  readonly #read: ReadText;
  readonly #explicit: string | undefined;
  readonly #loaded = new Map<string, Promise<Loaded | undefined>>();
  readonly #chains = new Map<string, Promise<readonly Loaded[]>>();

  constructor(read: ReadText, { file }: ConfigOptions = {}) {
    this.#read = read;
    this.#explicit = file;
  }

  /** `file` is absolute. Rejects with ConfigError when a configuration cannot be used. */
  async configFor(file: string): Promise<FileConfig> {
    return merge(await this.#chainFor(path.dirname(file)), file);
  }

  /** The exceptions of every configuration that was found so far, without those that it extends. */
  async exceptions(): Promise<readonly Exception[]> {
    // One that cannot be used has none.
    const loaded = await Promise.allSettled(this.#loaded.values());
    return loaded.flatMap((found) => {
      const one = found.status === 'fulfilled' ? found.value : undefined;
      return one?.exceptions.flatMap(({ exception }) => (exception.place?.file === one.file ? [exception] : [])) ?? [];
    });
  }

  /** The nearest first. */
  #chainFor(folder: string): Promise<readonly Loaded[]> {
    let chain = this.#chains.get(folder);
    if (!chain) {
      chain = this.#explicit === undefined ? this.#findChain(folder) : this.#explicitChain(this.#explicit);
      this.#chains.set(folder, chain);
    }
    return chain;
  }

  async #explicitChain(file: string): Promise<readonly Loaded[]> {
    const loaded = await this.#load(file);
    if (!loaded) throw new ConfigError([{ file, line: 1, column: 1, message: 'There is no such file.' }]);
    return [loaded];
  }

  async #findChain(folder: string): Promise<readonly Loaded[]> {
    const own = await this.#inFolder(folder);
    const parent = path.dirname(folder);
    if (own?.root || parent === folder) return own ? [own] : [];
    const above = await this.#chainFor(parent);
    return own ? [own, ...above] : above;
  }

  async #inFolder(folder: string): Promise<Loaded | undefined> {
    const [json, yaml] = configNames.map((name) => path.join(folder, name)) as [string, string];
    const mistaken = path.join(folder, mistakenName);
    if (this.#read(mistaken) !== undefined) {
      const message = `A configuration in YAML is called ${configNames[1]}: rename this file.`;
      throw new ConfigError([{ file: mistaken, line: 1, column: 1, message }]);
    }
    const loaded = await this.#load(json);
    if (loaded === undefined) return this.#load(yaml);
    if (this.#read(yaml) === undefined) return loaded;
    const message = `There is also ${configNames[0]} in this folder: keep one of the two.`;
    throw new ConfigError([{ file: yaml, line: 1, column: 1, message }]);
  }

  #load(file: string): Promise<Loaded | undefined> {
    let loaded = this.#loaded.get(file);
    if (!loaded) {
      loaded = this.#readWhole(file, path.dirname(file), []);
      this.#loaded.set(file, loaded);
    }
    return loaded;
  }

  /** `folder` is that of the configuration that was found; `above` are those that led here by `extends`. */
  async #readWhole(file: string, folder: string, above: readonly string[]): Promise<Loaded | undefined> {
    const text = this.#read(file);
    if (text === undefined) return undefined;
    // Loaded here, so that a run without a configuration does not pay for it.
    const [{ readConfig }, { globsOf }] = await Promise.all([import('./read-config.js'), import('./globs.js')]);
    const read = await readConfig(text, file);
    const { json } = read;
    const bases: Loaded[] = [];
    for (const [at, target] of listOf(json.extends).entries()) {
      const place = read.placeOf(typeof json.extends === 'string' ? '/extends' : `/extends/${at}`);
      bases.push(await this.#base(target, file, folder, [...above, file], place));
    }
    const policyAt = (settings: SettingsJson, pointer: string) =>
      settings.policy === undefined ? {} : { policy: policyOf(settings.policy, file, read.placeOf(pointer)) };
    const baseline = json.baseline === undefined ? undefined : path.resolve(path.dirname(file), json.baseline);
    return {
      file,
      sources: [file, ...bases.toReversed().flatMap(({ sources }) => sources)],
      folder,
      root: json.root ?? false,
      layers: [
        ...bases.flatMap(({ layers }) => layers),
        { settings: json, ...policyAt(json, '/policy') },
        ...(json.overrides ?? []).map((settings, at) => ({
          settings,
          globs: globsOf(listOf(settings.files)),
          ...policyAt(settings, `/overrides/${at}/policy`),
        })),
      ],
      ignores: [
        ...bases.flatMap(({ ignores }) => ignores),
        ...(json.ignore === undefined ? [] : [globsOf(listOf(json.ignore))]),
      ],
      exceptions: [
        ...bases.flatMap(({ exceptions }) => exceptions),
        ...(json.exceptions ?? []).map((exception, at) => ({
          globs: globsOf(listOf(exception.files)),
          exception: exceptionOf(exception, { file, ...read.spanOf(`/exceptions/${at}`) }),
        })),
      ],
      ...given('baseline', baseline ?? bases.findLast((base) => base.baseline !== undefined)?.baseline),
    };
  }

  async #base(
    target: string,
    file: string,
    folder: string,
    above: readonly string[],
    place: ConfigPlace,
  ): Promise<Loaded> {
    const refuse = (message: string): never => {
      throw new ConfigError([{ ...place, message }]);
    };
    const base = path.resolve(path.dirname(file), target);
    if (above.includes(base))
      return refuse(`This goes round in a circle: ${[...above, base].map(short).join(' extends ')}.`);
    if (above.length >= mostSteps) return refuse(`Configurations extend each other in more than ${mostSteps} steps.`);
    return (await this.#readWhole(base, folder, above)) ?? refuse(`There is no file ${JSON.stringify(target)} here.`);
  }
}

function short(file: string): string {
  return path.basename(file);
}

/** A policy's name, or the path of its file seen from the configuration. */
function policyOf(written: string, file: string, place: ConfigPlace): { name: string; place: ConfigPlace } {
  const isPath = /[/\\]/.test(written) || isPagePath(written);
  return { name: isPath ? path.resolve(path.dirname(file), written) : written, place };
}

function merge(chain: readonly Loaded[], file: string): FileConfig {
  if (chain.length === 0) return noConfig;
  const identity: Record<string, string> = Object.create(null);
  const values: Record<string, string | number> = Object.create(null);
  const rules = new Map<string, RuleSetting>();
  const exceptions: Exception[] = [];
  let policy: Layer['policy'];
  let roles: readonly string[] | undefined;
  let baseline: string | undefined;
  let ignored = false;
  // The farthest first, so that what is nearer counts more.
  for (const loaded of chain.toReversed()) {
    const relative = relativeTo(loaded.folder, file);
    const means = (globs: Globs | undefined): boolean => !globs || (relative !== undefined && globs(relative));
    for (const layer of loaded.layers) {
      if (!means(layer.globs)) continue;
      const { settings } = layer;
      Object.assign(identity, settings.identity);
      Object.assign(values, settings.settings);
      roles = settings.roles ?? roles;
      policy = layer.policy ?? policy;
      for (const [id, setting] of Object.entries(settings.rules ?? {})) {
        rules.set(id, { ...rules.get(id), ...(typeof setting === 'string' ? { severity: setting } : setting) });
      }
    }
    ignored ||= loaded.ignores.some(means);
    for (const { globs, exception } of loaded.exceptions) if (means(globs)) exceptions.push(exception);
    baseline = loaded.baseline ?? baseline;
  }
  return {
    identity,
    rules,
    exceptions,
    ignored,
    sources: [...new Set(chain.flatMap(({ sources }) => sources))],
    ...(policy && { policy: policy.name, policyPlace: policy.place }),
    ...given('roles', roles),
    ...(Object.keys(values).length > 0 && { settings: values }),
    ...given('baseline', baseline),
  };
}

const noConfig: FileConfig = {
  identity: Object.create(null),
  rules: new Map(),
  exceptions: [],
  ignored: false,
  sources: [],
};

function exceptionOf({ rules, at, reason }: ExceptionJson, place: ExceptionPlace): Exception {
  return { rules, ...given('at', at), ...given('reason', reason), place };
}

function relativeTo(folder: string, file: string): string | undefined {
  const relative = path.relative(folder, file);
  return /^\.\.(?:[/\\]|$)/.test(relative) || path.isAbsolute(relative)
    ? undefined
    : relative.replaceAll(path.sep, '/');
}

function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
