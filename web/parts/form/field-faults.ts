import { createContext, use } from 'react';
import { faultAt, type Fault } from './faults.ts';

export const FieldFaults = createContext<readonly Fault[]>([]);

/** What the server finds wrong with a field; null: nothing. */
export const useFault = (field: string): string | null => faultAt(use(FieldFaults), field);
