// Package cluster finds the stories that report one event. It is pure: the
// same stories give the same clusters, in whatever order they arrived.
//
// A batch has three steps. The ground joins stories that may have to do with
// each other. Inside a ground group, clusters join the stories of one event:
// what all of the group share weighs little there, and time costs. Storylines
// join the clusters of one running affair. Stories in different languages are
// never joined. Attach puts a single new story where a batch would most
// likely have put it, and Keep gives the clusters of a new batch the IDs of
// those before.
//
// The weights are in weights.yaml, the words of languages in languages.yaml.
package cluster
