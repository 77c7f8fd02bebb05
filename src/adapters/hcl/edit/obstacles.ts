import { type SourceFile, placeName } from './source-file.ts';
import type { Expression, Span } from './syntax-tree.ts';
import type { Obstacle } from './written.ts';

type Place = { readonly file: SourceFile; readonly expression: Expression };

export function computed({ file, expression }: Place): Obstacle {
  return {
    reason: 'computed',
    sentence: `The value is computed by the expression at ${placeName(file, expression.start)}.`,
    next: 'Change that expression by hand so that it gives what reality holds.',
  };
}

export function dataSource({ file, expression }: Place, type: string): Obstacle {
  const isPolicy = type === 'aws_iam_policy_document';
  return {
    reason: 'computed',
    sentence: `The value is computed by the data source ${type}, read at ${placeName(file, expression.start)}.`,
    next: isPolicy
      ? 'Change the statements of the aws_iam_policy_document by hand so that it gives the policy in reality.'
      : 'Change what the data source finds, or write the value out at that place.',
  };
}

export function fixedValue({ file, expression }: Place): Obstacle {
  return {
    reason: 'computed',
    sentence: `The value follows from which instance it is, by the expression at ${placeName(file, expression.start)}.`,
    next: 'Give the instances a value of their own, for example a map with one entry each, and read it there.',
  };
}

export function fromEnvironment(name: string): Obstacle {
  return {
    reason: 'from_environment',
    sentence: `The environment sets the variable "${name}" (TF_VAR_${name}), and no file can change that.`,
    next: `Change TF_VAR_${name} where it is set, or put the value into a .tfvars file.`,
  };
}

export function noValue({ file, expression }: Place, name: string): Obstacle {
  return {
    reason: 'not_written',
    sentence: `No file gives the variable "${name}" its value, which is read at ${placeName(file, expression.start)}.`,
    next: `It is given on the command line. Change it there, or put it into a .tfvars file.`,
  };
}

export function notWritten(file: SourceFile, place: Pick<Span, 'start'>): Obstacle {
  return {
    reason: 'not_written',
    sentence: `The code at ${placeName(file, place.start)} does not write this value, so there is nothing to take away.`,
    next: 'Look where the value comes from, and change it there by hand.',
  };
}

export const wholeBlock: Obstacle = {
  reason: 'computed',
  sentence: 'The value is a whole block of another resource.',
  next: 'Change the expression by hand so that it gives what reality holds.',
};

export function jsonNested(file: SourceFile, block: Pick<Span, 'start'>): Obstacle {
  return {
    reason: 'syntax',
    sentence: `The block at ${placeName(file, block.start)} is written in JSON, in which only values that stand there are edited.`,
    next: 'Write the change by hand.',
  };
}

export function noElement({
  at,
  name,
}: {
  readonly at: { readonly blocks: readonly { readonly file: SourceFile; readonly node: Span }[] };
  readonly name: string;
}): Obstacle {
  const [block] = at.blocks;
  const place = block === undefined ? 'the code' : placeName(block.file, block.node.start);
  return {
    reason: 'computed',
    sentence: `None of the ${name} blocks in the resource at ${place} is recognisably the one that differs.`,
    next: 'Find the block by hand and change it.',
  };
}

export function entryUnclear(file: SourceFile, block: Pick<Span, 'start'>): Obstacle {
  return {
    reason: 'computed',
    sentence: `The dynamic block at ${placeName(file, block.start)} has no source to which an element could be added that gives what reality has.`,
    next: 'Add the element by hand to what the dynamic block goes over, or write a block of its own beside it.',
  };
}
