/**
 * The shapes of Standard Schema 1.1 (https://standardschema.dev) that this package fills, said again so that no package is
 * needed for them. They are assignable to the ones of `@standard-schema/spec`.
 */

import type { Catalog, DefaultEdition, RequestOf } from './generated/types.js';
import type { EditionOf, Issue, Options } from './index.js';

/** The dialects of JSON Schema that a schema is given in. */
export type JsonSchemaTarget = 'draft-2020-12' | 'draft-07' | 'openapi-3.0';

/** An error, as a Standard Schema reports it: its path is never empty. */
export type SchemaIssue =
  | Issue
  /** The check itself failed. */
  | (Pick<Issue, 'severity' | 'path' | 'pointer' | 'message' | 'params' | 'help'> & { readonly code: 'internal' });

export type SchemaResult<R> =
  | { readonly value: R; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

export interface JsonSchemaOptions {
  /** Any other target than those of `JsonSchemaTarget` is thrown back. */
  readonly target: JsonSchemaTarget | (string & {});
  readonly libraryOptions?: Record<string, unknown> | undefined;
}

export interface RequestSchema<R = RequestOf<DefaultEdition>> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    /** Only for types. */
    readonly types?: { readonly input: R; readonly output: R } | undefined;
    /** Errors alone are issues. The value is the one that was given. Synchronous, and throws for nothing. */
    readonly validate: (
      value: unknown,
      options?: { readonly libraryOptions?: (Record<string, unknown> & { readonly locale?: 'en' | Catalog | undefined }) | undefined } | undefined,
    ) => SchemaResult<R>;
    readonly jsonSchema: {
      readonly input: (options: JsonSchemaOptions) => Record<string, unknown>;
      readonly output: (options: JsonSchemaOptions) => Record<string, unknown>;
    };
  };
  /** The same with options: the edition, weights, limits, words. */
  with<const O extends Options = {}>(options?: O): RequestSchema<RequestOf<EditionOf<O>>>;
}
