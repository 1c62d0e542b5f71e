import { useEffect, useRef } from "preact/hooks";

/** For a page below a page: takes the focus to its heading, as a new page does. */
export function useHeading() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  return heading;
}
