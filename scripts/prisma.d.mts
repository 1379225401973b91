export function prismaEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
export function prismaCommand(
  schema: 'web' | 'billing',
  args: string[],
): [program: string, args: string[]];
