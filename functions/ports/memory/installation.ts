import { type Installation, type InstallationStore, newInstallation, remember } from '../installation.ts';

/** `table` stands for what several processes share. */
export function memoryInstallationStore(table: { installation?: Installation } = {}): InstallationStore {
  return remember(async () => {
    table.installation ??= newInstallation();
    return table.installation;
  });
}
