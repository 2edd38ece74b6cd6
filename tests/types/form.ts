// What users write to bind a form compiles; what cannot be right does not.
import { bindForm } from 'seedance-request/form';
import type { Binding, BindOptions, SwitchOffer } from 'seedance-request/form';
import { createForm } from 'seedance-request';
import type { Change, Delta, Form, Reason, Report } from 'seedance-request';
import zh from 'seedance-request/locales/zh-CN';

declare const element: HTMLFormElement;
declare const nothing: HTMLFormElement | null;

const options: BindOptions = {
  edition: '2026-08', locale: zh, unknownFields: 'error', limits: { reference_videos: 3 },
  form: createForm(), value: { model: 'seedance-2' }, heading: 'Please look again', errorPrefix: 'Oh: ',
  onSubmit: ({ ok, request, json }) => {
    const ready: true = ok;
    const body: string = json;
    void [ready, body, request.model];
  },
  onChange: (delta: Delta) => void delta,
  onSwitch(offer: SwitchOffer) {
    const changes: readonly Change[] = offer.changes;
    const reason: Reason = offer.reason;
    const report: Report = offer.report;
    const model: string = offer.model;
    offer.apply();
    void [changes, reason, report, model];
    // @ts-expect-error an offer is made once
    offer.model = 'seedance-2';
  },
};
const binding: Binding = bindForm(element, options);
const session: Form = binding.form;
session.set(['prompt'], 'Rain.');
binding.refresh();
binding.destroy();
bindForm(element).destroy();
bindForm(element, { form: undefined, value: undefined, onSubmit: undefined });
element.addEventListener('seedance-switch', (event) => {
  if (event instanceof CustomEvent) (event.detail as SwitchOffer).apply();
});

// @ts-expect-error there may be no such form on the page
bindForm(nothing);
// @ts-expect-error any element is not a form
bindForm(document.body);
// @ts-expect-error an option that is not there
bindForm(element, { onsubmit: () => {} });
// @ts-expect-error an edition that is not there
bindForm(element, { edition: '2026-07' });
// @ts-expect-error what reaches onSubmit is never a refusal
bindForm(element, { onSubmit: (result) => result.ok === false });
// @ts-expect-error the session cannot be exchanged
binding.form = session;
