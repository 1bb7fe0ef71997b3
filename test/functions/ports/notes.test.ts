import { memoryHoneyStore } from '../../../functions/ports/memory/honey.ts';
import { memoryNoteStore } from '../../../functions/ports/memory/notes.ts';
import { honeyContract } from '../../contracts/honey.ts';
import { notesContract } from '../../contracts/notes.ts';

notesContract('memory', async (now) => memoryNoteStore(now));
honeyContract('memory', async () => memoryHoneyStore());
