import { PublicFrame } from '@/components/shell/public-frame';

export default PublicFrame;
