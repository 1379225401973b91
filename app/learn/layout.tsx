import { ReadingFrame } from '@/components/shell/reading-frame';

export default ReadingFrame;
