import { memoryStateStore } from '../../../functions/ports/memory/state.ts';
import { stateStoreContract } from '../../contracts/state.ts';

stateStoreContract('memory', async () => memoryStateStore());
