import { memoryNoteStore } from '../../../functions/ports/memory/notes.ts';
import { notesContract } from '../../contracts/notes.ts';

notesContract('memory', async (now) => memoryNoteStore(now));
