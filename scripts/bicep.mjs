/**
 * Prints where the Bicep CLI is: the one that BICEP names, or this version from NuGet, kept in `.bicep`.
 * Exits with 1 and a reason where it cannot be had; that is no fault of the templates.
 */
import { execFile } from 'node:child_process';
import { access, chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';

const VERSION = '0.49.2';
const folder = join(dirname(fileURLToPath(import.meta.url)), '../.bicep');
const systems = new Map(Object.entries({ linux: 'linux', darwin: 'osx', win32: 'win' }));
const system = systems.get(process.platform);
const name = `Azure.Bicep.CommandLine.${system}-${process.arch}`;
const cli = join(
  folder,
  'packages',
  name.toLowerCase(),
  VERSION,
  'tools',
  process.platform === 'win32' ? 'bicep.exe' : 'bicep',
);

/** The .NET SDK is NuGet's own client; this project is nothing but the wish for one package. */
const project = `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>netstandard2.0</TargetFramework>
    <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
  </PropertyGroup>
  <ItemGroup><PackageDownload Include="${name}" Version="[${VERSION}]" /></ItemGroup>
</Project>
`;

async function get() {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'bicep.csproj');
  await writeFile(file, project);
  await promisify(execFile)('dotnet', ['restore', file, '--packages', join(folder, 'packages')], { timeout: 300_000 });
  await chmod(cli, 0o755);
}

if (process.env['BICEP']) console.log(process.env['BICEP']);
else {
  try {
    await access(cli).catch(get);
    console.log(cli);
  } catch (error) {
    const { code, message } = z.object({ code: z.unknown(), message: z.string() }).parse(error);
    console.error(`The Bicep CLI cannot be had: ${code === 'ENOENT' ? 'there is no .NET SDK here' : message}`);
    process.exitCode = 1;
  }
}
