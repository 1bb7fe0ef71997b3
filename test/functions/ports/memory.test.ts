import { memoryBudget } from '../../../functions/ports/memory/budget.ts';
import { memoryFindingStore } from '../../../functions/ports/memory/findings.ts';
import { memoryInstallationStore } from '../../../functions/ports/memory/installation.ts';
import { memoryNoticeStore } from '../../../functions/ports/memory/notices.ts';
import { memoryNudge } from '../../../functions/ports/memory/nudge.ts';
import { memoryPublisher } from '../../../functions/ports/memory/publisher.ts';
import { memoryQuarantine } from '../../../functions/ports/memory/quarantine.ts';
import { memorySettingsStore } from '../../../functions/ports/memory/settings.ts';
import { memoryThreadStore } from '../../../functions/ports/memory/threads.ts';
import { memoryVerdictStore } from '../../../functions/ports/memory/verdicts.ts';
import { budgetContract, noticeStoreContract } from '../../contracts/alerting.ts';
import { findingStoreContract } from '../../contracts/findings.ts';
import { installationContract } from '../../contracts/installation.ts';
import { nudgeContract } from '../../contracts/nudge.ts';
import { publisherContract } from '../../contracts/publisher.ts';
import { quarantineContract } from '../../contracts/quarantine.ts';
import { settingsStoreContract } from '../../contracts/settings.ts';
import { threadStoreContract } from '../../contracts/threads.ts';
import { verdictStoreContract } from '../../contracts/verdicts.ts';

findingStoreContract('memory', async () => memoryFindingStore());
threadStoreContract('memory', async () => memoryThreadStore());
budgetContract('memory', async () => memoryBudget());
noticeStoreContract('memory', async () => memoryNoticeStore());
settingsStoreContract('memory', async () => memorySettingsStore());
verdictStoreContract('memory', async () => memoryVerdictStore());

publisherContract('memory', async () => {
  const publisher = memoryPublisher();
  return { publisher, received: () => publisher.pages };
});

nudgeContract('memory', async () => {
  const { nudge, events } = memoryNudge();
  return { nudge, events: () => events };
});

quarantineContract('memory', async () => {
  const quarantine = memoryQuarantine();
  return {
    quarantine,
    read: async (key) => quarantine.objects.get(key) ?? '',
    keys: async () => [...quarantine.objects.keys()],
  };
});

installationContract('memory', async () => {
  const table = {};
  return () => memoryInstallationStore(table);
});
