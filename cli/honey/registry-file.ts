/** Where it is noted what is planted where, if no stack is named: in the folder that one works in. */
export const REGISTRY_FILE = 'outflow.honey.json';
