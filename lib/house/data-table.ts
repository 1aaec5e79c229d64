import { BillingMode, type ITable, Table, type TableProps } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { type Capability, grant, setting } from './capability.ts';
import { dataRemoval } from './data-removal.ts';
import type { Stage } from './stage.ts';

interface DataTableProps extends TableProps {
  config: Stage;
  /** Whether the table refuses to be deleted, by hand too. */
  protect: boolean;
}

/** A table for a stage's data, paid by the request, that can be restored to any moment of the last weeks. */
export function dataTable(
  scope: Construct,
  id: string,
  { config, protect, ...props }: DataTableProps,
): Table {
  return new Table(scope, id, {
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: protect,
    removalPolicy: dataRemoval(config),
    ...props,
  });
}

/**
 * Actions on a table, whose name is in the variable.
 * Not `table.grant`, which allows the same actions on every index of the table.
 */
export function onTable<Name extends string>(
  table: ITable,
  variable: Name,
  ...actions: string[]
): Capability<Name> {
  return {
    ...setting(variable, table.tableName),
    grantTo: (target) => grant(target, actions, [table.tableArn]),
  };
}
