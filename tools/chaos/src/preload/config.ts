/** What a drill tells a process it starts; nothing, and the preload does nothing. */
export function readPreloadConfig(): { readonly folder: string; readonly service: string } | undefined {
  const { MERIDIAN_CHAOS_FOLDER: folder, MERIDIAN_CHAOS_SERVICE: service } = process.env;
  return folder && service ? { folder, service } : undefined;
}
