namespace Messaging.Redis.Scripts;

/// <summary>The Lua scripts, embedded beside this file.</summary>
internal static class RedisScripts
{
    public static readonly string Commit = Read("commit.lua");

    public static readonly string Lease = Read("lease.lua");

    public static readonly string List = Read("list.lua");

    public static readonly string Oldest = Read("oldest.lua");

    public static readonly string Repair = Read("repair.lua");

    public static readonly string Changes = Read("changes.lua");

    public static readonly string Worker = Read("worker.lua");

    public static readonly string Acquire = Read("acquire.lua");

    public static readonly string Renew = Read("renew.lua");

    public static readonly string Log = Read("log.lua");

    public static readonly string Replay = Read("replay.lua");

    private static string Read(string file)
    {
        using var stream = typeof(RedisScripts).Assembly.GetManifestResourceStream(typeof(RedisScripts), file)
            ?? throw new InvalidOperationException($"{file} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
