/** Reads compiled ARM templates: every resource that would be made, those of nested deployments included. */

/** A template's `resources` are a list, or an object by symbolic name (language version 2.0). */
const listOf = (resources) => (Array.isArray(resources) ? resources : Object.values(resources));

/** References to what exists already are left out. */
export function resourcesOf(templates) {
  return templates.flatMap(({ resources, variables = {}, parameters = {} }) =>
    listOf(resources)
      .filter(({ existing }) => existing !== true)
      .flatMap((resource) =>
        resource.type === 'Microsoft.Resources/deployments'
          ? resourcesOf([resource.properties.template])
          : [{ ...resource, variables, parameters }],
      ),
  );
}
