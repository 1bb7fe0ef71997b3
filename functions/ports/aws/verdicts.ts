import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type DayVerdict, takenBack } from '../../../shared/verdict.ts';
import type { VerdictStore } from '../verdicts.ts';
import { toValue, update } from './item.ts';

/** One attribute per finding, named by its id: who closes one finding never meets who closes another. */
export function dynamoVerdictStore(client: DynamoDBClient, table: string): VerdictStore {
  const keyOf = (entity: string) => ({ id: toValue(`verdict#${entity}`) });
  return {
    verdicts: async (entity) => {
      const { Item = {} } = await client.send(
        new GetItemCommand({ TableName: table, Key: keyOf(entity), ConsistentRead: true }),
      );
      // Written by `assign` below, and by nothing else.
      return Object.values(Item).flatMap(({ M }) => {
        if (M === undefined) return [];
        return M['verdict']?.S === undefined ? takenBack(entity) : (JSON.parse(M['verdict'].S) as DayVerdict);
      });
    },
    assign: async (entity, findingId, verdict, triageVersion) => {
      const version = toValue(triageVersion);
      const said = verdict === undefined ? {} : { verdict: toValue(JSON.stringify(verdict)) };
      await update(client, {
        TableName: table,
        Key: keyOf(entity),
        UpdateExpression: 'SET #finding = :said',
        ConditionExpression: 'attribute_not_exists(#finding) OR #finding.#version < :version',
        ExpressionAttributeNames: { '#finding': findingId, '#version': 'version' },
        ExpressionAttributeValues: { ':said': { M: { version, ...said } }, ':version': version },
      });
    },
  };
}
