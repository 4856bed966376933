import { openEvents } from '../api/events';
import { EventFeed, type FeedStanding, type Hearer } from './eventFeed';

/** What the service tells of changes: one stream a page, shared by all screens, open while anybody follows something. */
class Events {
  standing: FeedStanding = $state('closed');
  private readonly feed = new EventFeed({
    open: openEvents,
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    tell: (standing) => (this.standing = standing),
  });

  /** Tells a hearer of its topics from now on; gives what ends that. For use in `$effect`. */
  follow(hearer: Hearer): () => void {
    return this.feed.follow(hearer);
  }
}

export const events = new Events();
