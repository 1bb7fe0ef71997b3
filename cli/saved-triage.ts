import { readFile } from 'node:fs/promises';
import type { DetectionFinding } from '../shared/ocsf.ts';
import { type Triage, UNTOUCHED } from '../shared/triage.ts';
import { loadFindings, replace, savedFile } from './saved.ts';

/** What people have made of saved findings: kept in the same file, under `unmapped.triage` of each document. */
type Document = DetectionFinding & { readonly unmapped: { readonly triage?: Triage } };

export async function loadTriage(from: string): Promise<ReadonlyMap<string, Triage>> {
  const documents = await readDocuments(from);
  return new Map(
    documents.map(({ unmapped: { outflow, triage = UNTOUCHED } }) => [outflow.id, triage] as const),
  );
}

export async function saveTriage(from: string, id: string, triage: Triage): Promise<void> {
  const path = savedFile(from);
  const documents = (await readDocuments(from)).map((document) => {
    const { unmapped } = document;
    return unmapped.outflow.id === id ? { ...document, unmapped: { ...unmapped, triage } } : document;
  });
  await replace(path, documents);
}

async function readDocuments(from: string): Promise<Document[]> {
  // Says what is wrong with a file that holds no findings.
  await loadFindings(from);
  const lines = (await readFile(savedFile(from), 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Document);
}
