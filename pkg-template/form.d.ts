/** Drives a real <form> of your own markup: no framework, no style of its own. */

import type { BuildResult, Change, Delta, Form, Options, Reason, Report } from './index.js';

export interface BindOptions extends Options {
  /** A session of your own. Without it the binding makes one, and frees it in the end. */
  readonly form?: Form | undefined;
  /** What the form begins with. Default: what its controls say. */
  readonly value?: unknown;
  /** Takes a request that is ready to send; the browser then sends nothing itself. */
  readonly onSubmit?: ((result: BuildResult & { readonly ok: true }) => void) | undefined;
  readonly onChange?: ((delta: Delta) => void) | undefined;
  /** A model was chosen that the request does not fit. The form's event `seedance-switch` says the same in its `detail`. */
  readonly onSwitch?: ((offer: SwitchOffer) => void) | undefined;
  /** The heading of the summary of errors. */
  readonly heading?: string | undefined;
  /** What the page's title begins with while the summary is shown. */
  readonly errorPrefix?: string | undefined;
}

/** What it takes to make the request fit the model that was chosen. */
export interface SwitchOffer {
  readonly model: string;
  readonly reason: Reason;
  readonly changes: readonly Change[];
  readonly request: unknown;
  readonly report: Report;
  /** Makes the changes. */
  apply(): void;
}

export interface Binding {
  /** The session behind the form. What is set there shows in the controls. */
  readonly form: Form;
  /** Call it after you changed the form's markup: it shows the request in the controls that are there now. */
  refresh(): void;
  /** Takes back every attribute, element and listener; rows and what was entered stay. */
  destroy(): void;
}

/**
 * Ties a form to a session.
 *
 * Controls are found by name: `prompt`, `image_urls[0]`, `image_with_roles[0].url`, `metadata.client_business_id`.
 * Rows of a list: a `<template data-seedance-row="image_with_roles">` beside the rows, holding one row; buttons with
 * `data-seedance-add="image_with_roles"` and, in a row, `data-seedance-remove`; `data-seedance-number` is filled in.
 * Places, if you want them elsewhere than after the control: `data-seedance-error`, `data-seedance-note`, each with the
 * name of the field or, in a row, of the part; `data-seedance-summary`.
 */
export function bindForm(formElement: HTMLFormElement, options?: BindOptions): Binding;
