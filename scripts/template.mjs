/** Reads compiled ARM templates: every resource that would be made, those of nested deployments included. */
import * as z from 'zod';

const valuesSchema = z.record(z.string(), z.json());
const resourceSchema = z.looseObject({
  type: z.string(),
  name: z.string(),
  existing: z.boolean().optional(),
  scope: z.string().optional(),
  identity: z.looseObject({ type: z.string() }).optional(),
  properties: valuesSchema.default({}),
});
const templateSchema = z.object({
  // A list, or an object by symbolic name (language version 2.0).
  resources: z.union([z.array(resourceSchema), z.record(z.string(), resourceSchema)]),
  variables: valuesSchema.default({}),
});

/** @typedef {z.infer<typeof resourceSchema> & { readonly variables: z.infer<typeof valuesSchema> }} Resource */

/**
 * References to what exists already are left out. Each resource has the variables of its template beside it.
 * @param {readonly unknown[]} templates
 * @returns {Resource[]}
 */
export function resourcesOf(templates) {
  return templates.flatMap((template) => {
    const { resources, variables } = templateSchema.parse(template);
    return Object.values(resources)
      .filter(({ existing }) => existing !== true)
      .flatMap((resource) =>
        resource.type === 'Microsoft.Resources/deployments'
          ? resourcesOf([resource.properties['template']])
          : [{ ...resource, variables }],
      );
  });
}
