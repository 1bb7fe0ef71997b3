import { type AppProps, createApp } from '../stack.ts';

/** Synthesises the stack into `assembly`, as `cdk deploy` does. */
export function synthesise(props: AppProps, assembly: string): void {
  createApp(props, assembly).synth();
}
