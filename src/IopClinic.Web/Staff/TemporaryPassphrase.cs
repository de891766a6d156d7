using System.Security.Cryptography;
using IopClinic.Domain.Staff;
using IopClinic.Web.Account;

namespace IopClinic.Web.Staff;

/// <summary>
/// A passphrase to begin with, easy to read out and to type: six of 256 everyday words, drawn by chance (48 bits; sign-in slows
/// guessing down to a few tries a minute).
/// </summary>
internal static class TemporaryPassphrase
{
    private const int Words = 6;

    private static readonly string[] Choice =
    [
        "acorn", "alder", "amber", "anchor", "apple", "apron", "arch", "arrow", "aspen", "atlas", "badger", "bagel", "bamboo", "barge",
        "barley", "barn", "basil", "basket", "beacon", "bean", "beaver", "beech", "bell", "bench", "berry", "birch", "biscuit", "blanket",
        "bloom", "bobbin", "bonnet", "book", "bottle", "boulder", "bowl", "branch", "bread", "breeze", "brick", "bridge", "brook", "broom",
        "brush", "bucket", "buckle", "bundle", "butter", "button", "cabin", "cactus", "camel", "candle", "canoe", "canvas", "canyon",
        "carbon", "carpet", "carrot", "castle", "cedar", "cello", "chalk", "cherry", "chest", "chime", "cider", "cinder", "clay", "cliff",
        "cloak", "clock", "cloud", "clover", "cobalt", "cocoa", "comet", "compass", "copper", "coral", "cork", "cotton", "crane", "crater",
        "crayon", "creek", "cricket", "crystal", "cup", "curtain", "daisy", "delta", "desk", "dial", "dolphin", "door", "dune", "eagle",
        "easel", "ember", "engine", "falcon", "feather", "fence", "fern", "ferry", "fiddle", "field", "finch", "flame", "flint", "flute",
        "forest", "fossil", "fountain", "fox", "frost", "galaxy", "garden", "garlic", "gate", "geyser", "ginger", "glacier", "glove",
        "goose", "grain", "granite", "grape", "gravel", "guitar", "hammer", "hammock", "harbor", "harp", "hazel", "hedge", "heron", "hill",
        "honey", "hook", "horizon", "iris", "island", "ivy", "jacket", "jasmine", "kettle", "kite", "ladder", "lagoon", "lake", "lantern",
        "lark", "lava", "lemon", "lentil", "lilac", "linen", "lobster", "locket", "lotus", "magnet", "mango", "maple", "marble", "meadow",
        "melon", "mint", "mirror", "mitten", "moss", "mountain", "mushroom", "napkin", "needle", "nest", "nickel", "nutmeg", "oak", "oat",
        "ocean", "olive", "onion", "orange", "orchard", "otter", "owl", "oyster", "paddle", "paint", "panda", "paper", "parsley", "pebble",
        "pelican", "pepper", "piano", "pickle", "pigeon", "pillow", "pine", "planet", "plum", "pocket", "pond", "poplar", "prairie",
        "prism", "pumpkin", "puzzle", "quartz", "quilt", "rabbit", "radish", "raft", "rain", "raven", "reed", "ribbon", "river", "robin",
        "rocket", "saddle", "saffron", "sail", "salmon", "sand", "satin", "scarf", "shell", "silver", "sleigh", "slipper", "snow",
        "sparrow", "spoon", "squirrel", "stone", "stream", "sugar", "swan", "table", "teapot", "thimble", "thistle", "timber", "tomato",
        "tulip", "tunnel", "turtle", "valley", "velvet", "violin", "walnut", "willow", "window",
    ];

    /// <summary>One that the rules for passwords accept from this person.</summary>
    public static string For(StaffMember member)
    {
        string phrase;
        do
        {
            phrase = string.Join('-', RandomNumberGenerator.GetItems<string>(Choice, Words));
        }
        while (PasswordRules.Refusal(phrase, member.Email, member.Name.Full) is not null);

        return phrase;
    }
}
